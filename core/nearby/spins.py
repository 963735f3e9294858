"""What came of every spin, so that a request sent again is answered as before.

Whatever has changed since, a key that was answered once is answered the same.
"""

import contextlib
import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from core.errors import NearbyError
from core.nearby.earth import Array
from core.nearby.wheel import Slice, Spin, WheelParams, check_key, spin
from core.store.rounds import current

PATIENCE_S = 10.0
"""Seconds a spin waits for another to be written down."""


@dataclasses.dataclass(frozen=True, slots=True)
class Spins:
    """The log of spins that all processes of a server share: one entry for each key.

    A key that is there already cannot be written again, which the database sees to: of two
    requests at once the first is kept, and both are answered with it.

    Args:
        path: The file of the first round (``core.store.rounds``), a SQLite database; it need not
            exist yet, its folder must.
    """

    path: Path

    def spin(
        self,
        params: WheelParams,
        scores: Array,
        *,
        seed: int,
        key: str,
        member: str,
        at: datetime,
    ) -> Spin:
        """Return what came of a key, drawing and logging it if it is new.

        Args:
            params: The knobs.
            scores: As for ``wheel``.
            seed: The server's secret.
            key: What the request calls itself.
            member: Opaque id of who spins.
            at: When, with zone.

        Raises:
            NearbyError: As ``spin``, for a time without zone, for another member's key, or if
                the log cannot be read or written.
        """
        check_key(key)
        if at.utcoffset() is None:
            raise NearbyError(f"A spin needs a time with zone, not {at.isoformat()}.")
        with self._open() as log:
            row = _row(log, key)
            if row is None:
                drawn = spin(params, scores, seed=seed, key=key)
                log.execute(
                    "INSERT OR IGNORE INTO spins VALUES (?, ?, ?, ?)",
                    (key, member, at.astimezone(UTC).isoformat(), _text(drawn)),
                )
                row = _row(log, key)
        assert row is not None  # noqa: S101  # written above, and nothing is ever deleted
        if row[0] != member:
            raise NearbyError(f"The key {key!r} was used by another member; choose a new one.")
        return _spin(key, row[1])

    def hand_over(self, one: str, into: str) -> None:
        """Let what a member spun be another's, such as a guest's the account's; twice is once."""
        with self._open() as log:
            log.execute("UPDATE spins SET member = ? WHERE member = ?", (into, one))

    def at(self, key: str) -> datetime:
        """Return when a key was answered first.

        Raises:
            NearbyError: If it never was.
        """
        with self._open() as log:
            row = log.execute("SELECT at FROM spins WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise NearbyError(f"Nothing was spun by the key {key!r}.")
        return datetime.fromisoformat(row[0])

    def read(self, latest: int = -1) -> list[tuple[str, datetime, Spin]]:
        """Return who spun when and what came of it, the oldest first.

        Args:
            latest: The last so many; all without it.
        """
        asked = "SELECT key, member, at, spin FROM spins ORDER BY rowid DESC LIMIT ?"
        with self._open() as log:
            rows = log.execute(asked, (latest,)).fetchall()[::-1]
        return [(who, datetime.fromisoformat(at), _spin(key, text)) for key, who, at, text in rows]

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection whose one transaction is kept if nothing goes wrong."""
        try:
            with (
                contextlib.closing(sqlite3.connect(current(self.path), timeout=PATIENCE_S)) as log,
                log,
            ):
                log.execute(
                    "CREATE TABLE IF NOT EXISTS spins "
                    "(key TEXT PRIMARY KEY, member TEXT NOT NULL, at TEXT NOT NULL, "
                    "spin TEXT NOT NULL)"
                )
                yield log
        except sqlite3.Error as error:
            raise NearbyError(
                f"The log of spins {self.path.name} cannot be used: {error}."
            ) from None


def _row(log: sqlite3.Connection, key: str) -> tuple[str, str] | None:
    row: tuple[str, str] | None = log.execute(
        "SELECT member, spin FROM spins WHERE key = ?", (key,)
    ).fetchone()
    return row


def _text(drawn: Spin) -> str:
    slices = [dataclasses.astuple(each) for each in drawn.slices]
    return json.dumps({"slices": slices, "landed": drawn.landed, "angle": drawn.angle})


def _spin(key: str, text: str) -> Spin:
    said = json.loads(text)
    slices = tuple(
        Slice(title=title, probability=probability, start=start, end=end)
        for title, probability, start, end in said["slices"]
    )
    return Spin(key=key, slices=slices, landed=said["landed"], angle=said["angle"])
