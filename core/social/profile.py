"""A user as others may know them: name, circle, and taste in summary, never title by title."""

import dataclasses

import numpy as np
from sqlalchemy import Connection

from core.catalogue import MOODS
from core.identity.users import User
from core.recommend.history import History, Ints
from core.recommend.mood import Moods
from core.recommend.profile import PRIOR, in_words, profile
from core.social.circle import Counts, Relation, counts, relation
from core.social.relations import visible
from core.social.tastes import FEWEST, Tastes

MOST = 3
"""Genres and moods on a profile (assumption, 2 to 6)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Liking:
    """Something of which somebody watches more than others do.

    Args:
        name: A genre or mood, as it is called on screen.
        share: Share of the user's titles that are of it, or its mean in them, 0 to 1.
        everybody: The same of what everybody watches.
    """

    name: str
    share: float
    everybody: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A user as a reader may know them.

    Args:
        user: Who.
        counts: The circle, as far as the reader may know it.
        relation: What is between the reader and the user; None of oneself.
        titles: How many titles the user took; None where they are too few to tell.
        genres: Genres watched more than others do, the most first.
        moods: Moods likewise.
        words: Taste in a sentence or two.
        shared: How many titles both told of, by ratings and reviews.
    """

    user: User
    counts: Counts
    relation: Relation | None
    titles: int | None
    genres: tuple[Liking, ...]
    moods: tuple[Liking, ...]
    words: str
    shared: int


def profile_of(
    connection: Connection, reader: str, whom: str, tastes: Tastes, moods: Moods | None = None
) -> Profile:
    """Return a user's profile for a reader.

    Of others nothing is said where they took fewer than ``FEWEST`` titles: a summary of one title
    would name it.

    Args:
        connection: To the store.
        reader: Who reads.
        whom: Whose profile.
        tastes: What is known of tastes; see ``Tastes.adding`` for guests.
        moods: Moods of the catalogue's titles; without them none are told.

    Raises:
        SocialError: If there is nobody of that id, or it is hidden from the reader.
    """
    user = visible(connection, reader, whom)
    one, other = tastes.rows([reader, whom]).tolist()
    taken = tastes.history(whom)
    told = len(taken) >= (1 if reader == whom else FEWEST)
    found = profile(tastes.titles, tastes.data, History.of(taken))
    more = found[(found["kind"] == "genre") & (found["lift"] > 1)].head(MOST)
    columns = (more["name"], more["share"], more["everybody"])
    genres = tuple(Liking(*row) for row in zip(*columns, strict=True))
    return Profile(
        user=user,
        counts=counts(connection, reader, whom),
        relation=None if reader == whom else relation(connection, reader, whom),
        titles=len(taken) if told else None,
        genres=genres if told else (),
        moods=_moods(tastes, moods, taken) if told and moods is not None else (),
        words=in_words(found) if told else "Too little was watched yet to tell a taste.",
        shared=0 if reader == whom else len(tastes.both_told(one, other)),
    )


def _moods(tastes: Tastes, moods: Moods, taken: Ints) -> tuple[Liking, ...]:
    """Return the moods that somebody's titles have more of than what everybody watches."""
    everybody = np.bincount(tastes.data.title, minlength=len(moods.titles)).astype(float)
    usual = everybody @ moods.profile / max(everybody.sum(), 1.0)
    mixed = (moods.profile[taken].sum(axis=0) + PRIOR * usual) / (len(taken) + PRIOR)
    lift = mixed / np.maximum(usual, 1e-9)
    mine = moods.profile[taken].mean(axis=0)
    return tuple(
        Liking(MOODS[row], float(mine[row]), float(usual[row]))
        for row in np.argsort(-lift, kind="stable")[:MOST].tolist()
        if lift[row] > 1
    )
