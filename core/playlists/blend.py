"""Which lists suit a reader: six signs of it, each compared among the lists there are, and summed.

Every sign is brought to mean 0 and spread 1 over the lists at hand before it is weighed, so that
weights learned on one set of lists hold on another.
"""

import dataclasses

import numpy as np
import scipy.sparse as sp

from core.recommend.history import Array, Flags, Ints

SIGNS = ("taste", "overlap", "company", "crowd", "followed", "watched")
"""What is looked at.

- taste: by how much the scores of its unseen titles exceed the usual for the reader, summed:
  what it still has for them;
- overlap: cosine between what the reader liked and what is in the list;
- company: how alike its followers are to those of the lists the reader follows;
- crowd: how alike the reader and its author and followers are, in the space of tastes;
- followed: logarithm of its followers;
- watched: mean logarithm of how popular its titles are.
"""

WEIGHTS = {
    "taste": 0.423,
    "overlap": 0.14,
    "company": 0.384,
    "crowd": 0.224,
    "followed": 0.096,
    "watched": 0.034,
}
"""What each sign weighs: learned on the validation cut of ml-latest-small; see
``python -m core evaluate --playlists``."""

USUAL = 1.0
"""Score, in spreads above a reader's mean, from which a title is something for them; chosen on the
validation cut of ml-latest-small, of 0 and 1."""

NOBODYS = 3.0
"""People of no taste that every list seems to have besides its own; chosen there, of 0.5 to 3."""

SHRUNK = 5.0
"""Followers that two lists seem to have besides, lest one shared follower makes them twins
(assumption, 1 to 20)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shelf:
    """Lists to choose from.

    Args:
        holds: 1 where a list holds a title, shape ``(lists, titles)``.
        followers: 1 where a user follows a list, shape ``(lists, users)``.
        crowd: Mean taste of author and followers, shape ``(lists, d)``; see ``crowds``.
        popularity: Share of members who took each title, shape ``(titles,)``.
    """

    holds: sp.csr_array
    followers: sp.csr_array
    crowd: Array
    popularity: Array


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Eyes:
    """A reader, as far as choosing lists goes.

    Args:
        scores: Of every title for the reader, shape ``(titles,)``.
        seen: Titles the reader took, shape ``(titles,)``.
        liked: Those the reader liked, same shape.
        profile: The reader in the space of tastes, shape ``(d,)``.
        follows: Rows of the lists the reader follows.
    """

    scores: Array
    seen: Flags
    liked: Flags
    profile: Array
    follows: Ints


def signs(shelf: Shelf, eyes: Eyes) -> Array:
    """Return the signs of every list for a reader, shape ``(lists, signs)``."""
    sizes = np.maximum(np.asarray(shelf.holds.sum(axis=1)).ravel(), 1.0)
    unseen = np.where(eyes.seen, 0.0, 1.0)
    taste = shelf.holds @ (np.maximum(_even(eyes.scores) - USUAL, 0.0) * unseen)
    overlap = shelf.holds @ eyes.liked.astype(np.float64)
    overlap /= np.sqrt(sizes * max(eyes.liked.sum(), 1))
    followed = np.asarray(shelf.followers.sum(axis=1), dtype=np.float64).ravel()
    watched = (shelf.holds @ np.log(shelf.popularity + 1e-4)) / sizes
    columns = (
        taste,
        overlap,
        _company(shelf, eyes, followed),
        shelf.crowd @ eyes.profile,
        np.log1p(followed),
        watched,
    )
    return np.column_stack([_even(column) for column in columns])


def score(found: Array, weights: dict[str, float]) -> Array:
    """Return one number per list from its signs, shape ``(lists,)``."""
    return np.asarray(found @ np.array([weights[sign] for sign in SIGNS]))


def crowds(people: sp.csr_array, profiles: Array) -> Array:
    """Return the mean taste of each list's people; the fewer they are, the less it says.

    Args:
        people: 1 where a user made or follows a list, shape ``(lists, users)``.
        profiles: Users in the space of tastes, shape ``(users, d)``; 0 where not known.
    """
    count = np.asarray(people.sum(axis=1)).ravel()
    return np.asarray((people @ profiles) / (count + NOBODYS)[:, None])


def profile(liked: Flags, factors: Array) -> Array:
    """Return a reader in the space of tastes, of length 1; 0 for one who liked nothing."""
    found = factors[liked].sum(axis=0)
    return np.asarray(found / max(float(np.linalg.norm(found)), 1e-12))


def _company(shelf: Shelf, eyes: Eyes, followed: Array) -> Array:
    if not len(eyes.follows):
        return np.zeros(shelf.holds.shape[0])
    mine = shelf.followers[eyes.follows]
    shared = np.asarray((shelf.followers @ mine.T).toarray())
    length = np.sqrt((followed[:, None] + SHRUNK) * (followed[eyes.follows][None, :] + SHRUNK))
    return np.asarray((shared / length).sum(axis=1))


def _even(column: Array) -> Array:
    spread = float(column.std())
    return (column - column.mean()) / spread if spread > 1e-12 else np.zeros_like(column)
