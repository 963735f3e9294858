"""Lists suggested to a reader, each with the reason in real numbers.

What all readers share, the index of lists that are shown, is read once and kept by the caller as
long as ``mark`` stays the same. Which of them a reader may see is asked anew every time.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sqlalchemy import Connection, func, select

from core.identity.users import sample_id
from core.playlists import leanings
from core.playlists.blend import WEIGHTS, Eyes, Shelf, crowds, profile, score, signs
from core.playlists.lists import read_lists
from core.playlists.playlist import Playlist
from core.playlists.sight import SHOWN, visible
from core.playlists.tables import FOLLOWERS, HELPERS, ITEMS, LISTS
from core.recommend.history import Array, Flags, History, Interactions, Ints
from core.recommend.taste import Taste
from core.social.relations import muted

ASKED = 300
"""Best lists about which it is asked first whether the reader may see them."""

LEAST = 3
"""Titles of a list that is suggested: fewer are a beginning, not a list."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tastes:
    """What is known of tastes, whatever lists there are.

    Args:
        taste: What follows from a history.
        data: Who took what.
        names: Leanings, see ``leanings.flags``.
        of: Titles by leanings.
    """

    taste: Taste
    data: Interactions
    names: tuple[str, ...]
    of: Array

    @classmethod
    def learn(cls, taste: Taste, data: Interactions, titles: pd.DataFrame) -> "Tastes":
        """Return what is known of a catalogue; its rows are columns of the taste."""
        names, of = leanings.flags(titles)
        return cls(taste=taste, data=data, names=names, of=of)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Index:
    """Lists that are shown to others, as numbers.

    Args:
        ids: Their ids, in the order of rows.
        shelf: What is in them and who follows them.
    """

    ids: pd.Index
    shelf: Shelf


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A list for a reader.

    Args:
        playlist: Which.
        shared: Titles in it that the reader took.
        fits: Titles in it, not taken, that the reader's taste speaks for.
        leaning: What both have a weakness for; may be empty.
    """

    playlist: Playlist
    shared: int
    fits: int
    leaning: str

    @property
    def reason(self) -> str:
        """Return why, in words.

        Example:
            >>> said = {"playlist": None, "leaning": "heists"}
            >>> Suggestion(shared=12, fits=3, **said).reason
            'You share 12 titles and a weakness for heists; 3 more fit your taste.'
            >>> Suggestion(shared=0, fits=1, **said).reason
            'You share a weakness for heists; 1 title fits your taste.'
        """
        parts = [f"{self.shared} title{'s' if self.shared > 1 else ''}"] if self.shared else []
        if self.leaning:
            parts.append(f"a weakness for {self.leaning}")
        more = ""
        if self.fits:
            one = self.fits == 1
            noun = "more" if self.shared else f"title{'' if one else 's'}"
            more = f"{self.fits} {noun} fit{'s' if one else ''} your taste"
        if parts:
            return f"You share {' and '.join(parts)}{f'; {more}' if more else ''}."
        return f"{more or 'Others follow it'}."


def mark(connection: Connection) -> str:
    """Return what changes when a shown list, its titles or its followers do."""
    shown = LISTS.c.visibility.in_(SHOWN)
    lists = connection.execute(
        select(func.count(), func.max(LISTS.c.changed_at)).where(shown)
    ).one()
    followers = connection.execute(select(func.count(), func.max(FOLLOWERS.c.at))).one()
    return f"{tuple(lists)} {tuple(followers)}"


def index(connection: Connection, tastes: Tastes) -> Index:
    """Return the index of the lists that their owners show to others, ``LEAST`` titles or more."""
    shown = LISTS.c.visibility.in_(SHOWN)
    owners = connection.execute(select(LISTS.c.id, LISTS.c.owner).where(shown)).all()
    ids = pd.Index([row.id for row in owners], dtype=object)
    titles = tastes.data.titles
    inside = connection.execute(
        select(ITEMS.c.list_id, ITEMS.c.title_id).join(LISTS).where(shown)
    ).all()
    holds = _flags(ids, titles, inside)
    kept = np.flatnonzero(np.asarray(holds.sum(axis=1)).ravel() >= LEAST)
    following = connection.execute(
        select(FOLLOWERS.c.list_id, FOLLOWERS.c.user_id).join(LISTS).where(shown)
    ).all()
    users = pd.Index(sorted({row[1] for row in (*following, *owners)}), dtype=object)
    followers = _flags(ids, users, following)[kept]
    people = followers + _flags(ids, users, owners)[kept]
    shelf = Shelf(
        holds=holds[kept],
        followers=followers,
        crowd=crowds(people, _profiles(users, tastes)),
        popularity=tastes.taste.popularity,
    )
    return Index(ids=ids[kept], shelf=shelf)


def suggested(
    connection: Connection,
    reader: str,
    index: Index,
    tastes: Tastes,
    history: History,
    count: int = 8,
) -> list[Suggestion]:
    """Return the lists that suit a reader best, the best first.

    Their own, those they follow or help with, and those of people they muted are left out.

    Args:
        connection: To the store.
        reader: A user's id.
        index: Of the lists that are shown.
        tastes: What is known of tastes.
        history: What the reader took; may be empty.
        count: Lists wanted.
    """
    if not len(index.ids):
        return []
    mine = select(FOLLOWERS.c.list_id).where(FOLLOWERS.c.user_id == reader)
    followed = connection.execute(mine).scalars().all()
    rows = index.ids.get_indexer(pd.Index(followed, dtype=object))
    eyes = _eyes(tastes, history, np.sort(rows[rows >= 0]))
    scores = score(signs(index.shelf, eyes), WEIGHTS)
    scores[eyes.follows] = -np.inf
    order = np.argsort(-scores, kind="stable")[: np.isfinite(scores).sum()]
    found = _open(connection, reader, index.ids[order[:ASKED]])
    if len(found) < count:
        found = _open(connection, reader, index.ids[order])
    best = [row for row in order.tolist() if index.ids[row] in found][:count]
    seen = read_lists(connection, reader, index.ids[best])
    return [
        _told(seen[index.ids[row]], index.shelf, row, eyes, tastes)
        for row in best
        if index.ids[row] in seen
    ]


def _open(connection: Connection, reader: str, ids: pd.Index) -> set[str]:
    """Return which of some lists may be suggested to a reader."""
    helps = select(HELPERS.c.list_id).where(HELPERS.c.user_id == reader)
    may = select(LISTS.c.id).where(
        LISTS.c.visibility.in_(SHOWN),
        LISTS.c.owner != reader,
        LISTS.c.owner.not_in(muted(reader)),
        LISTS.c.id.not_in(helps),
        visible(reader),
    )
    if len(ids) <= ASKED:
        may = may.where(LISTS.c.id.in_(ids.tolist()))
    return set(connection.execute(may).scalars())


def _told(playlist: Playlist, shelf: Shelf, row: int, eyes: Eyes, tastes: Tastes) -> Suggestion:
    titles: Ints = shelf.holds[[row]].nonzero()[1].astype(np.int64)
    good = eyes.scores > eyes.scores.mean() + eyes.scores.std()
    return Suggestion(
        playlist=playlist,
        shared=int(eyes.seen[titles].sum()),
        fits=int((good & ~eyes.seen)[titles].sum()),
        leaning=leanings.shared(tastes.names, tastes.of, titles, np.flatnonzero(eyes.liked)),
    )


def _eyes(tastes: Tastes, history: History, follows: Ints) -> Eyes:
    seen: Flags = np.zeros(len(tastes.data.titles), dtype=bool)
    liked = seen.copy()
    seen[history.titles] = True
    liked[history.titles[history.liked]] = True
    return Eyes(
        scores=tastes.taste.scores(history),
        seen=seen,
        liked=liked,
        profile=profile(liked, tastes.taste.factors),
        follows=follows,
    )


def _profiles(users: pd.Index, tastes: Tastes) -> Array:
    """Return the users that are sample members in the space of tastes, 0 for others."""
    data = tastes.data
    members = pd.Index([sample_id(int(member)) for member in data.members], dtype=object)
    use = data.liked
    where = (data.member[use], data.title[use])
    shape = (len(data.members), len(data.titles))
    likes = sp.csr_array((np.ones(int(use.sum())), where), shape=shape)
    row = members.get_indexer(users)
    found = np.zeros((len(users), tastes.taste.factors.shape[1]))
    known = np.asarray(likes[row[row >= 0]] @ tastes.taste.factors)
    length = np.maximum(np.linalg.norm(known, axis=1, keepdims=True), 1e-12)
    found[row >= 0] = known / length
    return found


def _flags(rows: pd.Index, columns: pd.Index, pairs: Sequence[Any]) -> sp.csr_array:
    """Return 1 where a pair of a row and a column is; what is in neither is left out."""
    row = rows.get_indexer(pd.Index([pair[0] for pair in pairs], dtype=object))
    column = columns.get_indexer(pd.Index([pair[1] for pair in pairs], dtype=object))
    use = (row >= 0) & (column >= 0)
    where = (row[use], column[use])
    return sp.csr_array((np.ones(int(use.sum())), where), shape=(len(rows), len(columns)))
