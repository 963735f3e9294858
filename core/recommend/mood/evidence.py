"""What people's tags and an editor's words say of titles, by the lexicon."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.catalogue import MOODS
from core.recommend.mood.lexicon import SAYS
from core.recommend.mood.words import NEGATIONS, key, phrases, plain

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PART = 0.7
"""Share of a phrase's weight where it is only part of a longer tag (assumption)."""

REACH = 2
"""Words before a phrase in which a "not" denies it ("not very scary")."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What was said of each title.

    Args:
        tags: ``title`` (row) and ``tag``, once for each member who said it.
        said: Weight of tags for each mood, added up, shape ``(titles, moods)``.
        denied: Weight of tags against it, zero or less, same shape.
        count: Tags of each title, shape ``(titles,)``.
        telling: The same, tags of members who seldom tag moods counting little.
        editor: Whether an editor chose the mood for the title, shape ``(titles, moods)``.
        edited: Whether an editor chose any.
    """

    tags: pd.DataFrame
    said: Array
    denied: Array
    count: Array
    telling: Array
    editor: Flags
    edited: Flags

    @property
    def share(self) -> Array:
        """Return the share of what is said that speaks of each mood, 0 to 1."""
        tagged = np.clip(_slowly(self.said) / (1.0 + np.log1p(self.count))[:, None], 0.0, 1.0)
        return np.where(self.edited[:, None], self.editor, tagged)


def evidence(
    titles: pd.DataFrame, tags: pd.DataFrame | None, *, hidden: Flags | None = None
) -> Evidence:
    """Return what is said of titles.

    Args:
        titles: ``title_id`` and, where an editor worked, ``moods`` joined by ;.
        tags: ``member``, ``title_id``, ``tag``; tags of other titles are left out.
        hidden: Titles of which nothing shall be known, shape ``(titles,)``.
    """
    count = len(titles)
    hidden = np.zeros(count, dtype=bool) if hidden is None else hidden
    lists = titles["moods"].astype("string").fillna("") if "moods" in titles else [""] * count
    editor = np.array([[mood in text.split(";") for mood in MOODS] for text in lists], dtype=bool)
    editor = editor.reshape(count, len(MOODS)) & ~hidden[:, None]
    frame = _tagged(pd.Index(titles["title_id"]), tags)
    frame = frame[~hidden[frame["title"].to_numpy()]]
    distinct = {tag: tag_weights(tag) for tag in frame["tag"].unique()}
    weights = np.array([distinct[tag] for tag in frame["tag"]]).reshape(-1, len(MOODS))
    best = pd.Series(np.maximum(weights, 0.0).max(axis=1, initial=0.0))
    by_member = best.groupby(frame["member"].to_numpy())
    habit = (by_member.transform("sum") + 2.0) / (by_member.transform("count") + 4.0)
    rows = frame["title"].to_numpy()
    return Evidence(
        tags=frame[["title", "tag"]].reset_index(drop=True),
        said=_added(np.maximum(weights, 0.0), rows, count),
        denied=_added(np.minimum(weights, 0.0), rows, count),
        count=np.bincount(rows, minlength=count).astype(float),
        telling=np.bincount(rows, habit.to_numpy() ** 2, minlength=count).astype(float),
        editor=editor,
        edited=np.asarray(editor.any(axis=1)),
    )


def tag_weights(tag: str) -> Array:
    """Return what one tag says of each mood, from -1 to 1, in the order of ``MOODS``.

    Example:
        >>> [round(float(weight), 1) for weight in tag_weights("Hilarious!")][:3]
        [1.0, 0.0, 0.0]
        >>> float(tag_weights("not very scary")[4]) < 0
        True
    """
    found = weigh(tag)
    parts = [PART * max(found[:, column], key=abs, default=0.0) for column in range(len(MOODS))]
    whole = SAYS.get(key(tag), (0.0,) * len(MOODS))
    return np.array([said or part for said, part in zip(whole, parts, strict=True)])


def weigh(text: str) -> Array:
    """Return what each phrase of a text says, shape ``(phrases, moods)``; denied ones flip."""
    words = plain(text)
    found = []
    for start, _, phrase in phrases(words):
        if phrase in SAYS:
            denied = not NEGATIONS.isdisjoint(words[max(0, start - REACH) : start])
            found.append(-np.array(SAYS[phrase]) if denied else np.array(SAYS[phrase]))
    return np.array(found).reshape(-1, len(MOODS))


def _slowly(said: Array) -> Array:
    """Return how much was said, the tenth time counting less than the first."""
    return np.asarray(1.5 * np.log1p(said))


def _added(weights: Array, rows: npt.NDArray[np.int64], count: int) -> Array:
    added = np.zeros((count, len(MOODS)))
    np.add.at(added, rows, weights)
    return added


def _tagged(titles: pd.Index, tags: pd.DataFrame | None) -> pd.DataFrame:
    if tags is None:
        tags = pd.DataFrame({"member": [], "title_id": [], "tag": []})
    frame = pd.DataFrame(
        {
            "member": tags["member"].to_numpy(),
            "title": titles.get_indexer(pd.Index(tags["title_id"])).astype(np.int64),
            "tag": tags["tag"].astype("string").str.strip().to_numpy(),
        }
    )
    kept = (frame["title"] >= 0) & frame["tag"].notna() & (frame["tag"] != "")
    return frame[kept].drop_duplicates().reset_index(drop=True)
