"""A real server on loopback, for tests that need one."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN_S = 90


@dataclasses.dataclass
class Server:
    """A started app.

    Args:
        port: Where it listens on loopback.
        data: Its data folder.
        process: Its process.
        log: Its output.
    """

    port: int
    data: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process this server started, and only that."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=15)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, log: Path, port: int | None = None) -> Server:
    """Start the app as ``make run`` does and wait until it answers."""
    port = port or free_port()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", "app.py"),
                *("--server.port", str(port), "--server.address", "127.0.0.1"),
            ],
            cwd=ROOT,
            env={**os.environ, "GREENLIGHT_DATA": str(data)},
            stdout=out,
            stderr=out,
        )
    server = Server(port, data, process, log)
    for _ in range(STARTS_WITHIN_S * 5):
        if process.poll() is not None:
            raise AssertionError(f"The server ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{server.url}/api/health", timeout=2):
                return server
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    server.stop()
    raise AssertionError(f"The server did not answer: {log.read_text()[-2000:]}")
