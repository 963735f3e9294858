"""Set-up: lay fonts and Leaflet beside the app, after checking that they are what we chose.

    python -m ui.assets

The font comes from the pinned package ``font-manrope`` (SIL Open Font Licence 1.1), Leaflet from
``XStatic-leaflet`` (BSD 2-Clause, which its first lines name); nothing is fetched when the app
runs. Without the font the app falls back to the system's sans-serif; without Leaflet a map says so.
"""

import dataclasses
import hashlib
import shutil
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Files that a package brings and the app serves.

    Args:
        package: What is installed.
        module: Where its files are, as Python imports it.
        inside: Their folder in that module.
        folder: Where they go, in ``static``.
        files: Their names and SHA-256.
    """

    package: str
    module: str
    inside: str
    folder: str
    files: Mapping[str, str]


FONTS = Bundle(
    package="font-manrope",
    module="font_manrope",
    inside="files",
    folder="fonts",
    files={
        "Manrope-VariableFont_wght.ttf": (
            "fd037d9249000ee1103f440b99f4e438eb1caa3600687cad31620b42eda692c9"
        ),
        "OFL.txt": "e178bfe7c691e41a2a106ce56f285f079355593dc78e918d30b39cf0714c70d3",
    },
)
LEAFLET = Bundle(
    package="XStatic-leaflet",
    module="xstatic.pkg.leaflet",
    inside="data",
    folder="leaflet",
    files={
        "leaflet-src.esm.js": "17cbba56c1ad018677d9471328cf31e2c3c8fe6930504b0345453ca38c97ba3d",
        "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
    },
)
BUNDLES = (FONTS, LEAFLET)


def source(bundle: Bundle) -> Path:
    """Return the folder of an installed package's files.

    Raises:
        SystemExit: If the package is not installed.
    """
    try:
        found = find_spec(bundle.module)
    except ModuleNotFoundError:  # a parent of the module is missing
        found = None
    if found is None or found.origin is None:
        raise SystemExit(f"{bundle.package} is not installed; install requirements.txt first.")
    return Path(found.origin).parent / bundle.inside


def lay_out(bundle: Bundle, source: Path, target: Path) -> None:
    """Copy a bundle's files, refusing any that is not the one we chose.

    Raises:
        SystemExit: If a file is missing or its checksum differs.
    """
    for name, expected in bundle.files.items():
        path = source / name
        if not path.is_file():
            raise SystemExit(f"{name} is missing from {bundle.package}; install requirements.txt.")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise SystemExit(f"{name} must have the SHA-256 {expected}, not {found}.")
    target.mkdir(parents=True, exist_ok=True)
    for name in bundle.files:
        shutil.copyfile(source / name, target / name)


def main() -> None:
    """Lay out every bundle."""
    for bundle in BUNDLES:
        lay_out(bundle, source(bundle), STATIC / bundle.folder)
        sys.stdout.write(f"{bundle.package} is in static/{bundle.folder}.\n")


if __name__ == "__main__":
    main()
