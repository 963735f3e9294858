"""A PostgreSQL of our own on loopback, from the machine's binaries; gone after the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import free_port

HOMES = ("/usr/local/bin", "/usr/bin", *map(str, Path("/usr/lib/postgresql").glob("*/bin")))
"""Where distributions put ``initdb`` and ``postgres``."""

NEEDED = ("initdb", "postgres", "pg_ctl")


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs, if this machine has them."""
    for home in HOMES:
        if all((Path(home) / name).exists() for name in NEEDED):
            return Path(home)
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def running() -> Iterator[str]:
    """Yield the URL of an empty cluster's server; it ends with the context."""
    home = binaries()
    assert home is not None
    with tempfile.TemporaryDirectory(prefix="greenlight-pg-") as name:
        folder = Path(name)
        as_user = _owner(folder)
        data, port = folder / "data", free_port()
        flags = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"

        def run(*command: str) -> None:
            subprocess.run(
                command, check=True, user=as_user, cwd=folder, stdout=subprocess.DEVNULL, timeout=60
            )

        # UTF-8 whatever the machine's language is
        how = ("-U", "greenlight", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        run(str(home / "initdb"), "-D", str(data), *how)
        log = ("-l", str(folder / "log"))
        run(str(home / "pg_ctl"), "-D", str(data), *log, "-o", flags, "-w", "start")
        try:
            yield f"postgresql+psycopg://greenlight@127.0.0.1:{port}/postgres"
        finally:
            run(str(home / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")


def _owner(folder: Path) -> str | None:
    """Give a folder to somebody other than root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, found.pw_uid, found.pw_gid)
        return name
    return None
