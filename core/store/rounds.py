"""Files that only ever grow, and begin anew at a reset: each round has a file of its own.

A file that another process may have open is neither renamed nor emptied, so a new round is a new
file beside it, and what was in the old one stays to be read.
"""

from itertools import count
from pathlib import Path


def current(path: Path) -> Path:
    """Return the file of the round that runs: the path itself until a second round begins."""
    return _file(path, _number(path))


def begin(path: Path) -> Path | None:
    """Begin a round and return its file; ``None`` where nothing was written in the one before."""
    if not current(path).exists():
        return None
    new = _file(path, _number(path) + 1)
    new.touch(mode=0o600)
    return new


def _number(path: Path) -> int:
    """Return the number of the last round that has a file, 1 where only the first may have."""
    return next(number for number in count(1) if not _file(path, number + 1).exists())


def _file(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
