"""What a model may learn from and what it is judged by: each member's later part held out.

The last fifth of each member's interactions is the test, rounded up, so that whoever took two
titles or more has one in each part; who took one is learned from and not judged. Equal times
keep the order of the file. Relevant is what a member liked in the test.

With this rule plain EASE (Steck, WWW 2019) on the likes of the training part scores nDCG@10 0.127
on MovieLens ml-latest-small (0.124 with the fifth rounded down, 0.128 rounded to the nearest).
"""

import dataclasses

import numpy as np
import scipy.sparse as sp

from core import seeds
from core.errors import DataError
from core.recommend.history import Flags, Interactions, Ints

SHARE = 0.2
"""Part of each member's interactions that is held out: the last fifth."""

FEWEST = 5
"""Members to judge that an evaluation needs at least; fewer give no interval worth its name."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """Interactions in two parts.

    Args:
        train: What came before, with the same members and titles.
        held: How many interactions were held out.
        judged: Members with a liked title in the test, rows of ``train.members``, ``(n,)``.
        relevant: 1 where a judged member liked a title in the test, shape ``(n, titles)``.
    """

    train: Interactions
    held: int
    judged: Ints
    relevant: sp.csr_array


def cut(data: Interactions) -> Cut:
    """Return the interactions in two parts, the later held out.

    Raises:
        DataError: If there is nothing to judge by: no likes, or too few members who liked
            something in their last fifth.
    """
    check(data)
    held = _later(data)
    liked = held & data.liked
    judged, row = np.unique(data.member[liked], return_inverse=True)
    if len(judged) < FEWEST:
        raise DataError(
            f"An evaluation needs at least {FEWEST} members who liked something in the last fifth "
            f"of what they took; found {len(judged)}."
        )
    relevant = sp.csr_array(
        (np.ones(len(row)), (row, data.title[liked])), shape=(len(judged), len(data.titles))
    )
    return Cut(train=data.take(~held), held=int(held.sum()), judged=judged, relevant=relevant)


def check(data: Interactions) -> None:
    """Refuse interactions that no ranking can be judged by.

    Raises:
        DataError: If there are none, none is liked, or all stars are the same.
    """
    if not len(data):
        raise DataError("Expected interactions to evaluate on; there are none.")
    stars = np.unique(data.stars[~np.isnan(data.stars)])
    if len(stars) == 1 and not np.isnan(data.stars).any():
        raise DataError(
            f"Expected ratings that differ; all {len(data):,} are {stars[0]:g} stars, which says "
            "nothing about what was liked."
        )
    if not data.liked.any():
        raise DataError("Expected some likes (ratings of 4 stars or more); found none.")


def shuffled(data: Interactions, seed: int) -> Interactions:
    """Return the same interactions with each member's order shuffled: the times change hands."""
    chance = seeds.stream(seed, "evaluate", "shuffle").random(len(data))
    order = np.lexsort((chance, data.member))
    return dataclasses.replace(
        data, title=data.title[order], liked=data.liked[order], stars=data.stars[order]
    )


def sampled(data: Interactions, members: int, seed: int) -> Interactions:
    """Return the interactions of so many members drawn at random; of all, if there are fewer."""
    if members >= len(data.members):
        return data
    drawn = seeds.stream(seed, "evaluate", "members").permutation(len(data.members))[:members]
    drawn.sort()
    row = np.full(len(data.members), -1, dtype=np.int64)
    row[drawn] = np.arange(members)
    part = data.take(row[data.member] >= 0)
    return dataclasses.replace(part, members=data.members[drawn], member=row[part.member])


def _later(data: Interactions) -> Flags:
    starts = data.starts
    count = np.diff(starts)
    place = np.arange(len(data)) - starts[data.member]
    held = np.where(count > 1, np.ceil(SHARE * count), 0)
    return np.asarray(place >= (count - held)[data.member])
