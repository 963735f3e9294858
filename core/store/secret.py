"""The server's secret: made once, kept where only its owner may read, the same ever after."""

import os
import secrets
from pathlib import Path

from core.errors import DataError

LENGTH = 32
"""Bytes: 256 bits."""


def secret(path: Path) -> bytes:
    """Return the secret in a file, making it where there is none.

    Args:
        path: The file; its folder must exist. Of two servers that start at once one makes it.

    Raises:
        DataError: If the file is no secret of ours.
    """
    if not path.exists():
        _make(path)
    found = path.read_bytes()
    if len(found) != LENGTH:
        raise DataError(
            f"{path.name} must hold {LENGTH} bytes, not {len(found)}; move it away and a new one "
            "is made."
        )
    return found


def _make(path: Path) -> None:
    """Write a secret beside its place and link it there: nobody ever reads half of one."""
    half = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, secrets.token_bytes(LENGTH))
        os.close(file)
        os.link(half, path)
    except FileExistsError:
        return  # another server came first
    finally:
        half.unlink()
