"""A folder that appears whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import DataError


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Yield a folder to write in; it becomes ``out`` at the end, and vanishes on any error.

    Args:
        out: Where the folder shall stand; must not exist yet, or be empty.

    Raises:
        DataError: If ``out`` already holds something.
    """
    out = out.absolute()
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise DataError(f"{out} already holds something; expected a new or an empty folder.")
    beside = next(parent for parent in out.parents if parent.exists())
    with tempfile.TemporaryDirectory(dir=beside, prefix=f".{out.name}-") as hidden:
        folder = Path(hidden) / out.name
        folder.mkdir()
        yield folder
        if out.exists():
            out.rmdir()
        out.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(out)
