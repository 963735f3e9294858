"""Set-up: lay the font's files beside the app, after checking that they are the ones we chose.

    python -m ui.assets

The font comes from the pinned package ``font-manrope`` (SIL Open Font Licence 1.1); nothing is
fetched when the app runs. Without it the app falls back to the system's sans-serif.
"""

import hashlib
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
FILES = {
    "Manrope-VariableFont_wght.ttf": (
        "fd037d9249000ee1103f440b99f4e438eb1caa3600687cad31620b42eda692c9"
    ),
    "OFL.txt": "e178bfe7c691e41a2a106ce56f285f079355593dc78e918d30b39cf0714c70d3",
}
"""Files of the font and their SHA-256."""


def lay_out(source: Path, target: Path) -> None:
    """Copy the font's files, refusing any that is not the one we chose.

    Raises:
        SystemExit: If a file is missing or its checksum differs.
    """
    for name, expected in FILES.items():
        path = source / name
        if not path.is_file():
            raise SystemExit(f"{name} is missing from font-manrope; install requirements.txt.")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise SystemExit(f"{name} must have the SHA-256 {expected}, not {found}.")
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)


def main() -> None:
    """Lay out the font's files."""
    package = find_spec("font_manrope")
    if package is None or package.origin is None:
        raise SystemExit("font-manrope is not installed; install requirements.txt first.")
    lay_out(Path(package.origin).parent / "files", FONTS)
    sys.stdout.write(f"Fonts are in {FONTS.relative_to(ROOT)}.\n")


if __name__ == "__main__":
    main()
