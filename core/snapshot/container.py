"""A zip file of named parts, written the same way each time and read with suspicion."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from core.errors import SnapshotError

MOST_PARTS = 64
"""Parts at most; a snapshot has about twenty (assumption, 20 to 200)."""

MOST_BYTES = 32 * 2**20
"""Size at most of the file, and of one part unpacked (assumption: a snapshot is under 2 MB)."""

MOST_UNPACKED = 64 * 2**20
"""Size at most of all parts together, unpacked (assumption, 16 MB to 1 GB)."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the earliest a zip can say, so that equal content is equal bytes."""

NAME = re.compile(r"(?:[a-z][a-z0-9_-]*/)?[a-z][a-z0-9_-]*(?:\.[a-z0-9]+)+")
"""A part's name: at most one folder, no dots that climb, nothing absolute, no drive."""

DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, OverflowError,
    NotImplementedError, RuntimeError, ValueError, IndexError, KeyError,
)  # fmt: skip
"""What Python's zip reader raises on bytes that are not a sound zip."""


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of the parts, in the order given; equal parts give equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def unpack(data: bytes | Path) -> dict[str, bytes]:
    """Return the parts of a zip that anybody may have made.

    Nothing is written to disk, sizes are counted while unpacking instead of being believed,
    and only plain files with plain names, stored or deflated, are accepted.

    Args:
        data: The zip itself, or where it lies.

    Raises:
        SnapshotError: If it is no zip, or damaged, encrypted, too large, or holds a name or
            a kind of entry that a snapshot never has.
    """
    raw = _load(data) if isinstance(data, Path) else data
    if len(raw) > MOST_BYTES:
        raise SnapshotError(f"A snapshot is at most {_mb(MOST_BYTES)}; this file is larger.")
    if not raw.startswith(b"PK\x03\x04"):
        raise SnapshotError("This is not a snapshot: a snapshot is a zip file, and this is none.")
    # each entry of the directory starts so; counted before the reader believes the directory
    if raw.count(b"PK\x01\x02") > MOST_PARTS:
        raise SnapshotError(f"A snapshot has at most {MOST_PARTS} parts; this file has more.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _parts(archive)
    except DAMAGED as error:
        raise SnapshotError(f"The snapshot is damaged or cut short: {_reason(error)}.") from error


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SnapshotError(f"{path.name} cannot be read: {error.strerror}.") from error


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    for entry in archive.infolist():
        _check(entry)
        if entry.filename in parts:
            raise SnapshotError(f"The snapshot holds {entry.filename!r} twice; once is right.")
        with archive.open(entry) as file:
            content = file.read(MOST_BYTES + 1)
        total += len(content)
        if len(content) > MOST_BYTES or total > MOST_UNPACKED:
            raise SnapshotError(
                f"The snapshot unpacks to more than {_mb(MOST_UNPACKED)}, "
                f"or {entry.filename!r} to more than {_mb(MOST_BYTES)}; it is refused."
            )
        parts[entry.filename] = content
    return parts


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if not NAME.fullmatch(name) or len(name) > 100:
        raise SnapshotError(f"A part of a snapshot cannot be named {name[:60]!r}; it is refused.")
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise SnapshotError(f"{name!r} must be a plain file, not a link or a device.")
    if entry.flag_bits & 0x41:
        raise SnapshotError(f"{name!r} is encrypted; a snapshot is open for everybody to read.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SnapshotError(f"{name!r} must be stored or deflated; other packings are refused.")


def _mb(size: int) -> str:
    return f"{size // 2**20} MB"


def _reason(error: BaseException) -> str:
    return str(error).rstrip(".").splitlines()[0][:120] if str(error) else type(error).__name__
