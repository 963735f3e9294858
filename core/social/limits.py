"""How often one may post, and when again; counted by the library ``limits``."""

import bisect
import math
import threading
from collections import defaultdict
from datetime import datetime
from typing import Literal

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.storage.base import MovingWindowSupport
from limits.strategies import MovingWindowRateLimiter

from core.errors import SocialError

Act = Literal["post", "comment", "reaction", "follow", "list"]

RATES: dict[Act, str] = {
    "post": "5 per minute; 40 per hour",
    "comment": "10 per minute; 120 per hour",
    "reaction": "60 per minute",
    "follow": "20 per minute; 200 per hour",
    "list": "60 per minute; 600 per hour",
}
"""What one user may do; edits count too (all assumptions, a half to twice as much).

A post takes longer to write than 12 seconds and a comment than 6, so no hand meets the first
figure; the second is more than anybody says in an evening. A reaction is a tap, a change of a list
a drag. Following many at once is how spam finds readers.
"""

GUESTS = 60
"""Guests whose limits all of them share (assumption, 20 to 200): who makes themselves a new guest
for every post meets the room's limit instead."""

ROOM = "*"
"""Stands for everybody."""

WORDS: dict[Act, str] = {
    "post": "post",
    "comment": "comment",
    "reaction": "react",
    "follow": "follow somebody",
    "list": "change a list",
}


class Limits:
    """What everybody did lately; one for the whole server, kept in its memory.

    Example:
        >>> from datetime import UTC, datetime
        >>> limits, at = Limits(), datetime(2026, 11, 2, 20, 0, 48, tzinfo=UTC)
        >>> for _ in range(5):
        ...     limits.spend("g1", "post", at)
        >>> limits.spend("g1", "post", at.replace(minute=1, second=36))
        Traceback (most recent call last):
        core.errors.SocialError: You may post again in 12 seconds.
    """

    def __init__(self) -> None:
        self._times: defaultdict[str, list[float]] = defaultdict(list)
        self._lock = threading.Lock()
        self._rates = {act: parse_many(rate) for act, rate in RATES.items()}
        self._all = {
            act: [type(rate)(rate.amount * GUESTS, rate.multiples) for rate in rates]
            for act, rates in self._rates.items()
        }

    def spend(self, user_id: str, act: Act, at: datetime) -> None:
        """Count something a user does.

        Raises:
            SocialError: If it was too much lately; what is refused is not counted.
        """
        now = at.timestamp()
        with self._lock:
            window = MovingWindowRateLimiter(_Window(self._times, now))
            own = [(rate, user_id) for rate in self._rates[act]]
            all_ = [(rate, ROOM) for rate in self._all[act]]
            for asked, why in ((own, ""), (all_, "The room is busy. ")):
                wait = max(_wait(window, rate, who, act, now) for rate, who in asked)
                if wait > 0:
                    raise SocialError(f"{why}You may {WORDS[act]} again in {_span(wait)}.")
            for rate, who in (*own, *all_):
                window.hit(rate, who, act)


def _wait(
    window: MovingWindowRateLimiter, rate: RateLimitItem, user_id: str, act: Act, now: float
) -> float:
    if window.test(rate, user_id, act):
        return 0.0
    return window.get_window_stats(rate, user_id, act).reset_time - now


def _span(seconds: float) -> str:
    whole = math.ceil(seconds)
    if whole < 120:
        return f"{whole} second{'s' if whole > 1 else ''}"
    return f"{math.ceil(whole / 60)} minutes"


class _Window(Storage, MovingWindowSupport):
    """The library's storage as of a moment: the one in its package reads a clock of its own."""

    STORAGE_SCHEME = None

    def __init__(self, times: defaultdict[str, list[float]], now: float) -> None:
        super().__init__()
        self._times = times
        self._now = now

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what the storage may raise."""
        return ValueError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count something, unless the window is full; return whether it was counted."""
        _, counted = self.get_moving_window(key, limit, expiry)
        if counted + amount > limit:
            return False
        for _ in range(amount):
            bisect.insort(self._times[key], self._now)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the oldest in the window was counted, and how many there are."""
        times = self._times[key]
        del times[: bisect.bisect_right(times, self._now - expiry)]
        if not times:
            del self._times[key]
            return self._now, 0
        return times[0], len(times)

    def get(self, key: str) -> int:
        """Return how many are kept."""
        return len(self._times.get(key, ()))

    def get_expiry(self, key: str) -> float:
        """Return when it is."""
        return self._now

    def check(self) -> bool:
        """Return that memory is there."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        forgotten = len(self._times)
        self._times.clear()
        return forgotten

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._times.pop(key, None)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Refuse: a fixed window is not used here."""
        raise NotImplementedError("Only moving windows are counted.")
