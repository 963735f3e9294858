"""How well titles fit a reader: what decides which strangers' posts come into a feed."""

from collections.abc import Mapping

from core.identity.users import User
from core.recommend.fits import fits
from ui import cache, own


def of(reader: User) -> Mapping[str, float] | None:
    """Return how well each title fits, 0 to 1 by rank; ``None`` for whom nothing is known of."""
    mine = own.kept()
    if reader.member:
        return cache.fits(reader.member)
    return fits(cache.guide(), mine.history) if mine is not None else None
