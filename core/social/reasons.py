"""Why somebody is suggested, in sentences that name only what the reader may know."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from core.identity.users import users
from core.recommend.history import Array, Flags, Ints
from core.social.likely import SIGNS, Graph
from core.social.tastes import FEWEST, Tastes

MOST = 2
"""Reasons given for one person (assumption, 1 to 3)."""

NAMED = 2
"""People or titles named in a reason (assumption, 1 to 4)."""

MORE = 1.25
"""How many times as much as others one watches of what one likes (assumption, 1.1 to 2)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """What reasons are told from.

    Args:
        connection: To the store, for names.
        graph: Follows the reader may know of.
        me: The reader's row.
        tastes: Tastes of people.
        places: The row of each of the graph's people in ``tastes``, -1 for who has none.
        lifts: How many times as much as others each of ``tastes.people`` watches of a genre.
        rarity: How seldom each title is taken.
    """

    connection: Connection
    graph: Graph
    me: int
    tastes: Tastes
    places: Ints
    lifts: pd.DataFrame
    rarity: Array

    @classmethod
    def of(cls, connection: Connection, graph: Graph, me: int, tastes: Tastes) -> "Told":
        """Return what reasons for a reader are told from."""
        return cls(
            connection=connection,
            graph=graph,
            me=me,
            tastes=tastes,
            places=tastes.rows(graph.people),
            lifts=tastes.lifts(),
            rarity=tastes.rarity(),
        )

    def likes(self, row: int) -> tuple[str, ...]:
        """Return the genres somebody watches more of than others, the most first.

        Of others only where they took titles enough that none can be read out of it.
        """
        place = int(self.places[row])
        least = 1 if row == self.me else FEWEST
        if place < 0 or self.tastes.taken[[place]].nnz < least:
            return ()
        lift = self.lifts.iloc[place]
        return tuple(lift[lift >= MORE].sort_values(ascending=False, kind="stable").index)


def reasons(told: Told, row: int, parts: Array) -> tuple[str, ...]:
    """Return why somebody is suggested, the weightiest first; always at least one sentence.

    Args:
        told: What is known to the reader.
        row: Who is suggested.
        parts: What each of ``SIGNS`` adds to the score.
    """
    weight = dict(zip(SIGNS, parts.tolist(), strict=True))
    said = [
        (weight["friends"] + weight["walk"], _friends(told, row)),
        (weight["back"], "Follows you." if _follows(told.graph, row, told.me) else ""),
        (weight["titles"], _titles(told, row)),
        (weight["taste"], _taste(told, row)),
    ]
    found = [words for _, words in sorted(said, key=lambda each: -each[0]) if words]
    return tuple(found[:MOST]) or (_known(told, row),)


def listed(names: Sequence[str], of: int, more: str = "more") -> str:
    """Return names as a list that says how many are left out.

    Example:
        >>> listed(["Amber Badger", "Teal Wren"], 5)
        'Amber Badger, Teal Wren and 3 more'
    """
    left = of - len(names)
    last = [f"{left:,} {more}"] if left else []
    all_ = [*names, *last]
    return all_[0] if len(all_) == 1 else f"{', '.join(all_[:-1])} and {all_[-1]}"


def _friends(told: Told, row: int) -> str:
    """Return who stands between: whom the reader follows, or who follows the reader."""
    out = told.graph.follows
    follow_it = out[:, [row]].toarray().ravel() > 0
    it_follows = out[[row]].toarray().ravel() > 0
    i_follow = out[[told.me]].toarray().ravel() > 0
    follow_me = out[:, [told.me]].toarray().ravel() > 0
    for between, words in (
        (i_follow & follow_it, "Followed by {}, whom you follow."),
        (i_follow & it_follows, "Follows {}, as you do."),
        (follow_me & follow_it, "Followed by {}, your follower{s}."),
        (follow_me & it_follows, "Follows {}, your follower{s}."),
    ):
        if between.any():
            return words.format(_people(told, between), s="s" if between.sum() > 1 else "")
    return ""


def _people(told: Told, between: Flags) -> str:
    """Return names, of those first whom few know: they tell most."""
    rows = np.flatnonzero(between)
    degree = np.bincount(told.graph.follows.indices, minlength=len(between))
    first = rows[np.argsort(degree[rows], kind="stable")][:NAMED]
    ids = [told.graph.people[row] for row in first.tolist()]
    known = users(told.connection, ids)
    return listed([known[each].name for each in ids], int(between.sum()))


def _titles(told: Told, row: int) -> str:
    shared = told.tastes.both_told(int(told.places[told.me]), int(told.places[row]))
    if not len(shared):
        return ""
    shared = shared[np.argsort(-told.rarity[shared], kind="stable")]
    names = told.tastes.titles["title"].iloc[shared[:NAMED]].tolist()
    if len(shared) == 1:
        return f"You share a title: {names[0]}."
    among = "" if len(shared) == len(names) else ", among them"
    colon = ":" if not among else ""
    return f"You share {len(shared)} titles{among}{colon} {listed(names, len(names))}."


def _taste(told: Told, row: int) -> str:
    theirs = told.likes(row)
    both = [name for name in told.likes(told.me) if name in theirs]
    return (
        f"Watches more {listed(both[:NAMED], len(both[:NAMED]))} than most, as you do."
        if both
        else ""
    )


def _follows(graph: Graph, one: int, other: int) -> bool:
    return bool(graph.follows[one, other] > 0)


def _known(told: Told, row: int) -> str:
    count = int(np.count_nonzero(told.graph.follows.indices == row))
    likes = told.likes(row)[:NAMED]
    known = {0: "Is here too", 1: "One person here follows them"}
    said = known.get(count, f"{count:,} people here follow them")
    return f"{said}; watches more {listed(likes, len(likes))} than most." if likes else f"{said}."
