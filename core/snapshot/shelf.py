"""The shelf of saved snapshots: a folder that everybody in the room sees."""

import contextlib
import dataclasses
import os
from pathlib import Path

from core.errors import SnapshotError
from core.snapshot.model import Snapshot
from core.snapshot.read import read


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A snapshot on the shelf.

    Args:
        path: Its file.
        snapshot: What it holds, or ``None`` where ``problem`` says why it cannot be read.
        problem: One sentence, or empty.
    """

    path: Path
    snapshot: Snapshot | None
    problem: str

    @property
    def key(self) -> str:
        """The first twelve digits of the snapshot's id: its name on the shelf."""
        return self.path.stem


def save(folder: Path, data: bytes) -> Path:
    """Put a snapshot on the shelf; one that is there already stays as it is.

    Raises:
        SnapshotError: If the bytes are no snapshot.
    """
    snapshot = read(data)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{snapshot.id[:12]}.zip"
    if not path.exists():
        half = path.with_suffix(".part")
        half.write_bytes(data)
        half.replace(path)
    return path


def files(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """Return the files on the shelf with what the system says of them, the newest first."""
    found = []
    for path in folder.glob("*.zip"):
        with contextlib.suppress(FileNotFoundError):  # somebody else took it off just now
            found.append((path, path.stat()))
    return sorted(found, key=lambda each: (-each[1].st_mtime_ns, each[0].name))


def entries(folder: Path) -> list[Entry]:
    """Return what is on the shelf, the newest first."""
    return [entry(path) for path, _ in files(folder)]


def remove(folder: Path, key: str) -> None:
    """Take a snapshot off the shelf.

    Raises:
        SnapshotError: If there is none of that name.
    """
    for path, _ in files(folder):
        if path.stem == key:
            path.unlink(missing_ok=True)
            return
    raise SnapshotError(f"There is no snapshot {key!r} on the shelf.")


def entry(path: Path) -> Entry:
    """Read one file of the shelf; what is wrong with it is said, not raised."""
    try:
        return Entry(path, read(path), "")
    except SnapshotError as error:
        return Entry(path, None, str(error))
