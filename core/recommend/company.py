"""Who is on the sofa: one order of titles for several people that leaves nobody miserable.

Everybody's scores become gains by rank, from 1 for the title they like best to 0, so that nobody
weighs more for speaking louder. A title's value is between the mean of the gains and the least of
them; what somebody ranks near their own bottom comes after everything that nobody does.

Source:
    Average, least misery and average without misery: Masthoff, "Group recommender systems:
    aggregation, satisfaction and group attributes", in Ricci et al. (eds), Recommender Systems
    Handbook, 2nd ed. (2015), ch. 22. Least misery for small groups: O'Connor, Cosley, Konstan &
    Riedl, "PolyLens", ECSCW 2001. Ranks put together: Baltrunas, Makcinskas & Ricci, "Group
    recommendations with rank aggregation and collaborative filtering", RecSys 2010.
"""

import dataclasses

import numpy as np
from scipy import stats

from core import seeds
from core.errors import RecommendError
from core.knobs import unknown_key
from core.recommend.blend import ranked
from core.recommend.history import Array, Ints
from core.world import World

COMPANY = (
    ("alone", "Alone"),
    ("partner", "With partner"),
    ("family", "Family with children"),
    ("friends", "With friends"),
)
"""Who watches, and how it is called on screen."""

FAIRNESS = 0.25
"""What the least of the gains counts beside their mean (assumption, 0 to 0.5). In the sample world
the mean alone is level with it and the least alone is worse, on later likes of who gets least."""

MISERY = 0.2
"""Share at the bottom of a person's own ranks that is misery (assumption, 0.05 to 0.4)."""

BESIDE = {"alone": 0, "partner": 1, "family": 1, "friends": 3}
"""Members who sit beside (assumption); the children of a family are no members."""

YOUNGEST = {"family": 7}
"""Age of the youngest viewer where children watch, years (assumption, 3 to 12)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Satisfaction:
    """How happy each person is with a shelf.

    Args:
        share: What the shelf gives each person, of what their own best shelf of that length
            would, 0 to 1, shape ``(people,)``.
        worst: Rank of the title on it that each likes least, 0 to 1, same shape.
        miserable: Titles on it that are misery to each, same shape.
    """

    share: Array
    worst: Array
    miserable: Ints

    @property
    def least(self) -> int:
        """Return the person who gets least."""
        return int(np.argmin(self.share))

    @property
    def fairness(self) -> float:
        """Return the least share over the largest, 1 where all get the same."""
        return float(self.share.min() / self.share.max()) if self.share.max() else 1.0


def together(scores: Array, *, fairness: float = FAIRNESS, floor: bool = True) -> Array:
    """Return a group's score of each title, shape ``(titles,)``; higher is better.

    Args:
        scores: Each person's scores, higher is better, shape ``(people, titles)``.
        fairness: 0 for the mean of the gains to 1 for the least of them.
        floor: Whether what is misery to somebody comes after all else.

    Returns:
        From 0 to 1; with ``floor`` 1 less for each person to whom a title is misery, so that such
        titles come last and never before another.

    Raises:
        RecommendError: If nobody is there, a score is no number, or fairness is out of range.

    Example:
        >>> scores = np.array([[9.0, 6.0, 5.0, 1.0], [0.1, 0.6, 0.5, 0.9]])
        >>> int(np.argmax(together(scores)))
        1
    """
    if not 0 <= fairness <= 1:
        raise RecommendError(f"Fairness must be 0 to 1, not {fairness:g}.")
    ranks = _ranks(scores)
    gains = np.array([ranked(person) for person in scores])
    value = (1 - fairness) * gains.mean(axis=0) + fairness * gains.min(axis=0)
    return np.asarray(value - floor * _misery(ranks).sum(axis=0))


def misery(scores: Array, shelf: Ints) -> Satisfaction:
    """Return how happy each person is with a shelf.

    Args:
        scores: Each person's scores, shape ``(people, titles)``.
        shelf: Columns of the titles on it, shape ``(n,)``.

    Raises:
        RecommendError: If nobody is there, a score is no number, or the shelf is empty.

    Source:
        Satisfaction as a share of the best that was to be had: Masthoff & Gatt, "In pursuit of
        satisfaction and the prevention of embarrassment", UMUAI 16:281, 2006.
    """
    if not len(shelf):
        raise RecommendError("A shelf must hold at least 1 title for somebody to like it, not 0.")
    ranks = _ranks(scores)
    got = ranks[:, shelf]
    best = np.sort(ranks, axis=1)[:, -len(shelf) :].sum(axis=1)
    return Satisfaction(
        share=np.divide(got.sum(axis=1), best, out=np.ones(len(ranks)), where=best > 0),
        worst=got.min(axis=1),
        miserable=_misery(ranks)[:, shelf].sum(axis=1),
    )


def who_is_there(world: World, member_id: int, company: str, *, seed: int) -> tuple[int, ...]:
    """Return the members who sit beside one, for each pair of member and company the same.

    They are drawn from those whom the member follows and who follow back; where these are too
    few, from the same neighbourhood, then from anywhere.

    Args:
        world: The sample world.
        member_id: Who watches.
        company: One of ``COMPANY``.
        seed: Of the draw.

    Raises:
        RecommendError: If there is no such member or company.
    """
    if company not in BESIDE:
        raise RecommendError(unknown_key(company, list(BESIDE)))
    members = world.members.set_index("member_id")
    if member_id not in members.index:
        raise RecommendError(f"There is no member {member_id!r}.")
    follows = world.follows
    out = follows.loc[follows["follower_id"] == member_id, "followed_id"]
    back = follows.loc[follows["followed_id"] == member_id, "follower_id"]
    near = members.index[members["place_id"] == members.at[member_id, "place_id"]]
    draw = seeds.stream(seed, "company", member_id, company)
    found: list[int] = []
    for circle in (sorted(set(out) & set(back)), sorted(near), sorted(members.index)):
        left = [int(each) for each in circle if each != member_id and each not in found]
        missing = min(BESIDE[company] - len(found), len(left))
        found += [left[place] for place in draw.permutation(len(left))[:missing]]
    return tuple(found)


def youngest(company: str) -> int | None:
    """Return the age of the youngest viewer, years; nothing where no child watches."""
    return YOUNGEST.get(company)


def _ranks(scores: Array) -> Array:
    """Return each person's ranks, 0 for the lowest to 1; equal scores share theirs."""
    if scores.ndim != 2 or not len(scores):
        raise RecommendError("A group needs at least 1 person's scores, a row each.")
    if np.isnan(scores).any():
        raise RecommendError("Every person needs a score for every title; one is no number.")
    places = stats.rankdata(scores, axis=1)
    ranks: Array = (places - 1) / max(scores.shape[1] - 1, 1)
    return ranks


def _misery(ranks: Array) -> Array:
    """Return which titles are among the worst to each person; what all titles are, none is."""
    low: Array = (ranks < MISERY) & (ranks < ranks.max(axis=1, keepdims=True))
    return low
