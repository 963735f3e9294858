"""Zip files that others made: looked into in memory, within limits, never unpacked to disk."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from core.errors import DataError
from core.importers.sheets import MOST_BYTES, found

START = b"PK\x03\x04"
"""How a zip file with something in it begins."""

MOST_FILES = 10_000
"""Files a zip may hold; an export of a long life has hundreds, one a list."""

MOST_UNPACKED = 2 * MOST_BYTES
"""Bytes that may come out of all files read together."""

KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    OSError, ValueError, LookupError,
)  # fmt: skip
"""What reading damaged archives raises."""


def unpack(name: str, data: bytes, wants: Callable[[str], bool]) -> Mapping[str, bytes]:
    """Return the files of a zip that are wanted, by their path below a folder all may lie in.

    Raises:
        DataError: If the zip is damaged, locked, too large, or names files outside itself.
    """
    if len(data) > MOST_BYTES:
        raise DataError(
            f"{name}: expected at most {MOST_BYTES:,} bytes, found {len(data):,} bytes."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _wanted(name, archive, wants)
    except DataError:
        raise
    except BROKEN as error:
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise DataError(
            f"{name}: expected a whole zip file, found a damaged one: {reason}."
        ) from None


def _wanted(
    name: str, archive: zipfile.ZipFile, wants: Callable[[str], bool]
) -> Mapping[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise DataError(
            f"{name}: expected at most {MOST_FILES:,} files in a zip, found {len(entries):,}."
        )
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            raise DataError(
                f"{name}: expected files inside the zip, found the path {found(entry.filename)}."
            )
    tops = {entry.filename.split("/")[0] for entry in entries if "/" in entry.filename}
    tops.discard("__MACOSX")
    flat = any("/" not in entry.filename for entry in entries)
    top = "" if flat or len(tops) != 1 else f"{tops.pop()}/"
    files: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for entry in entries:
        path = entry.filename.removeprefix(top)
        if not wants(path):
            continue
        if path in files:
            raise DataError(f"{name}: expected one file {path}, found two.")
        files[path] = _read(name, archive, entry, left)
        left -= len(files[path])
    return files


def _read(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    if entry.flag_bits & 1:
        raise DataError(
            f"{name}: expected a zip without a password, found {entry.filename} locked."
        )
    if entry.compress_type not in KINDS:
        raise DataError(
            f"{name}: expected files stored or deflated, found {entry.filename} packed otherwise."
        )
    with archive.open(entry) as file:
        data = file.read(left + 1)
    if len(data) > left:
        raise DataError(
            f"{name}: expected at most {MOST_UNPACKED:,} bytes when unpacked, found more in "
            f"{entry.filename}."
        )
    return data
