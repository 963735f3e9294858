"""What the sessions of a simulated day look like in the log: hours, shelves, plays and posts."""

import numpy as np

from core.simulation.draws import Floats, Ints
from core.simulation.journal.page import SOCIAL, Page
from core.simulation.journal.shelf import each
from core.simulation.run import MINUTE_PARTS

EVENING_H, SPREAD_H = 20.0, 2.5
"""When sessions begin: mean and standard deviation of the hour (assumption)."""

GIVEN_UP_S = 300.0
"""Seconds that titles are shown for in a session without a first play (assumption)."""

LAST_S, REACTED_S = 86_340.0, 86_398.0
"""Seconds of the day by which sessions have ended, and the last reaction is made."""

POSTS = {"reviews": "review", "comments": "comment", "stories": "story", "complaints": "complaint"}
"""Counts that are one event each, and its type."""


class Visit:
    """The sessions of a day.

    Args:
        who: Who visits, shape ``(visitors,)``.
        did: What each does, by name of the engine's totals, same shape; minutes in parts.
        draw: Gives each an hour.

    Attributes:
        look: Seconds from the begin of each session until it stops looking, same shape.
        watched: Seconds until it stops watching.
        length: Seconds until it ends.
    """

    def __init__(self, who: Ints, did: dict[str, Ints], draw: np.random.Generator) -> None:
        self.who, self.did = who, did
        browse, watch, social = (
            60 * did[name] / MINUTE_PARTS for name in ("browse", "minutes", "social")
        )
        self.look = np.where(did["plays"] > 0, browse, GIVEN_UP_S)
        self.watched = self.look + watch
        self.length = self.watched + social
        # a day has room for every session: one that is too long is told faster
        self._pace = np.minimum(1.0, LAST_S / np.maximum(self.length, 1.0))
        begin = draw.normal(3600 * EVENING_H, 3600 * SPREAD_H, len(who))
        self._begin = np.clip(begin, 0.0, LAST_S - self._pace * self.length)

    def at(self, second: Floats | float, rows: Ints | slice = slice(None)) -> Floats:
        """Return the time of day of seconds after the begin of sessions ``rows``."""
        at: Floats = self._begin[rows] + self._pace[rows] * second
        return at


def show(
    page: Page,
    visit: Visit,
    rows: Ints,
    title: Ints,
    surface: Ints,
    draw: np.random.Generator,
) -> None:
    """Add the titles shown, in an order of chance, while their session looks for one to play."""
    order = np.lexsort([draw.random(len(rows)), rows])
    rows, title, surface = rows[order], title[order], surface[order]
    counts = np.bincount(rows, minlength=len(visit.who))
    at = visit.at(visit.look[rows] * each(counts)[1] / counts[rows], rows)
    page.add("shown", visit.who[rows], at, title=title, surface=surface)


def play(page: Page, visit: Visit, rows: Ints, title: Ints, surface: Ints, place: Ints) -> None:
    """Add the titles played, one after the other, a session's minutes shared out evenly."""
    minutes = visit.did["minutes"][rows]
    plays = np.bincount(rows, minlength=len(visit.who))[rows]
    begin, end = minutes * place // plays, minutes * (place + 1) // plays
    at = visit.at(visit.look[rows] + 60 * begin / MINUTE_PARTS, rows)
    value = (end - begin) / MINUTE_PARTS
    page.add("played", visit.who[rows], at, title=title, surface=surface, value=value)


def post(page: Page, visit: Visit, draw: np.random.Generator, members: int) -> None:
    """Add first plays, social minutes, posts, complaints, and reactions of others to stories."""
    who, did = visit.who, visit.did
    for kind, name, rows, at in (
        ("browsed", "browse", np.flatnonzero(did["plays"]), visit.look),
        ("social", "social", np.flatnonzero(did["social"]), visit.watched),
    ):
        value = did[name][rows] / MINUTE_PARTS
        page.add(kind, who[rows], visit.at(at[rows], rows), value=value)
    for name, kind in POSTS.items():
        rows = np.repeat(np.arange(len(who)), did[name])
        end = visit.at(visit.length[rows], rows)
        page.add(kind, who[rows], end, surface=0 if kind == "complaint" else SOCIAL)
    author = np.repeat(np.arange(len(who)), did["reactions"])
    if len(who) > 1:
        other = draw.integers(0, len(who) - 1, len(author))
        friend = who[other + (other >= author)]
    else:
        friend = (who[author] + 1) % members
    posted = visit.at(visit.length[author], author)
    seen = posted + draw.random(len(author)) * (REACTED_S - posted)
    page.add("reaction", friend, seen, target=who[author], surface=SOCIAL, session=False)
