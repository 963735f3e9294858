"""A release on disk: whole or not at all, for its owner's eyes only."""

import hashlib
import io
import json
import os
import secrets
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import NearbyError

FORMAT = b"greenlight nearby release 1\n"
CHECK = 32
"""Bytes of checksum after the first line."""


def write(path: Path, about: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
    """Write numbers and arrays, replacing a file only once all is on the disk.

    Raises:
        NearbyError: If the folder or the disk does not take it.
    """
    body = io.BytesIO()
    columns: dict[str, Any] = {"about": np.array(json.dumps(about)), **arrays}
    np.savez_compressed(body, **columns)
    data = FORMAT + _check(body.getvalue()) + body.getvalue()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise NearbyError(f"The release {path.name} cannot be written: {error.strerror}.") from None


def read(path: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Return what ``write`` wrote.

    Raises:
        NearbyError: If there is no such file, or it is not what was written.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NearbyError(f"The release {path.name} cannot be read: {error.strerror}.") from None
    body = data[len(FORMAT) + CHECK :]
    if data[: len(FORMAT) + CHECK] != FORMAT + _check(body):
        raise NearbyError(f"{path.name} is no release, or damaged; load a copy of it.")
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
            return json.loads(str(arrays.pop("about"))), arrays
    except (ValueError, KeyError, zipfile.BadZipFile):
        raise NearbyError(f"{path.name} is no release; load one that was saved.") from None


def _check(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=CHECK).digest()
