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
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_bytes()
        if len(found) != LENGTH:
            raise DataError(
                f"{path.name} must hold {LENGTH} bytes, not {len(found)}; move it away and a new "
                "one is made."
            ) from None
        return found
    try:
        made = secrets.token_bytes(LENGTH)
        os.write(file, made)
    finally:
        os.close(file)
    return made
