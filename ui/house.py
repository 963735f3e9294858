"""Where this server keeps what it was given, and the secret it signs with."""

from pathlib import Path

from core.store.secret import secret
from core.store.store import data_folder

DATA = data_folder()
"""Where this server keeps what it was given."""


def folder() -> Path:
    """Return the folder of this server's data, made the first time it is asked for.

    Nobody but its owner may look into one that is made here; the rights of another stay.
    """
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    return DATA


def own_secret() -> bytes:
    """Return this server's secret, made the first time it is asked for."""
    return secret(folder() / "secret")
