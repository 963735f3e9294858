"""Imported titles found in a catalogue: by spelling, then by year, never by guess.

Keys are tried from the strictest to the loosest, and the first that finds something decides:

1. the title as the file has it, plain (case, accents, punctuation aside);
2. the same without its series' episode;
3. articles, roman numerals, "Part 2" and "Vol. 2" made alike;
4. a bracket at the end or an owner in front left out: "House of Cards (U.S.)";
5. a subtitle left out of the catalogue's title or of ours, if both are of the very same year (a
   sequel may follow in the next) or both are series.

A year given must be within ``YEARS_APART`` of the catalogue's; a series is no film. If several
titles remain, the same year decides, then film or series; else the title is ambiguous and nobody
guesses.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from core.errors import DataError
from core.importers.sheets import many
from core.importers.spelling import beginnings, loose, plain, without_brackets, without_owner

YEARS_APART = 1
"""Years two catalogues may disagree by: festival, cinema and stream differ (assumption, 0 to 2)."""

YOU = "you"
"""Id of the member whose history was imported."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A title of the catalogue.

    Args:
        title_id: Its id.
        title: Its title.
        year: Year of first release, where known.
        kind: What it is, where known.
    """

    title_id: str
    title: str
    year: int | None
    kind: str

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title


Try = tuple[Mapping[str, Sequence[Known]], str, bool]
"""Where to look, under which key, and whether a subtitle was left out for it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matched:
    """What of an import a catalogue has.

    Args:
        rows: The rows found, as they were given, with ``title_id``.
        unmatched: ``title``, ``year`` and ``times`` of what is not there, the most frequent first.
        ambiguous: ``title``, ``year``, ``times`` and ``candidates``, in words, of what is there
            several times.
    """

    rows: pd.DataFrame
    unmatched: pd.DataFrame
    ambiguous: pd.DataFrame

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what ``history_frame`` assumes, a sentence each."""
        said = []
        undated = int(self.rows["at"].isna().sum()) if "at" in self.rows else len(self.rows)
        if undated:
            said.append(
                f"{many(undated, 'row')} without a time come before all others, in file order."
            )
        if len(self.rows) and not self._tells_likes:
            said.append("The file does not tell what was liked: all that was watched counts.")
        return tuple(said)

    @property
    def _tells_likes(self) -> bool:
        return "liked" in self.rows and bool(self.rows["liked"].any())

    def history_frame(self) -> pd.DataFrame:
        """Return ``member``, ``title``, ``at``, ``liked`` and ``stars``, the oldest first.

        Rows without a time get times a second apart before the first one known, in the file's
        order. Where the file does not tell what was liked, all of it counts as liked, as
        ``core.recommend.history.interactions`` does without that column.
        """
        rows = self.rows.reset_index(drop=True)
        count = len(rows)
        at = pd.to_datetime(pd.Series(rows.get("at"), index=rows.index, dtype="object"), utc=True)
        at = at.astype("datetime64[us, UTC]")
        missing = at.isna().to_numpy()
        begin = at.min() if not missing.all() else pd.Timestamp("2000-01-01", tz="UTC")
        before = np.arange(int(missing.sum()), 0, -1)
        at[missing] = begin - pd.to_timedelta(before, unit="s")
        frame = pd.DataFrame(
            {
                "member": np.full(count, YOU, dtype=object),
                "title": rows["title_id"],
                "at": at,
                "liked": rows["liked"].to_numpy(bool) if self._tells_likes else True,
                "stars": rows["stars"].to_numpy(float) if "stars" in rows else np.nan,
            }
        )
        return frame.sort_values("at", kind="stable", ignore_index=True)


def match(rows: pd.DataFrame, titles: pd.DataFrame) -> Matched:
    """Return imported rows with the catalogue's ids.

    Args:
        rows: ``title``; ``year``, ``written``, ``episode``, ``kind`` and the rest of
            ``Personal.rows`` where there.
        titles: ``title_id``, ``title``, ``year``; ``kind`` and ``also`` (other titles, joined by
            |) where there.

    Raises:
        DataError: If a column is missing.
    """
    for frame, needed in ((rows, ("title",)), (titles, ("title_id", "title", "year"))):
        missing = [column for column in needed if column not in frame]
        if missing:
            raise DataError(f"Expected a column {missing[0]}, found {', '.join(frame.columns)}.")
    index = _Index(titles)
    asked = _asked(rows)
    answers = {key: index.find(*key) for key in dict.fromkeys(asked)}
    single = np.array([len(answers[key]) == 1 for key in asked], dtype=bool)
    several = np.array([len(answers[key]) > 1 for key in asked], dtype=bool)
    ids = [answers[key][0].title_id for key in asked if len(answers[key]) == 1]
    several_words = [", ".join(map(str, answers[key])) for key in asked if len(answers[key]) > 1]
    matched = rows[single].copy()
    matched["title_id"] = pd.Series(ids, index=matched.index, dtype="object")
    ambiguous = rows[several].assign(candidates=several_words)
    return Matched(
        rows=matched,
        unmatched=_counted(rows[~single & ~several], ["title", "year"]),
        ambiguous=_counted(ambiguous, ["title", "year", "candidates"]),
    )


class _Index:
    """The catalogue by every key a title can be found under."""

    def __init__(self, titles: pd.DataFrame) -> None:
        self.levels: tuple[dict[str, list[Known]], ...] = tuple(defaultdict(list) for _ in "1234")
        self.beginnings: set[str] = set()
        self.found: dict[tuple[object, ...], list[Known]] = {}
        kinds = titles["kind"] if "kind" in titles else pd.Series("", index=titles.index)
        also = titles["also"] if "also" in titles else pd.Series("", index=titles.index)
        columns = (titles["title_id"], titles["title"], titles["year"], kinds, also)
        for title_id, title, year, kind, others in zip(*columns, strict=True):
            known = Known(
                title_id=str(title_id),
                title=str(title),
                year=None if pd.isna(year) else int(year),
                kind=str(kind),
            )
            names = [known.title, *(str(others).split("|") if not pd.isna(others) else ())]
            for name in dict.fromkeys(names):
                self._add(name, known)

    def _add(self, name: str, known: Known) -> None:
        keys = (
            {plain(name)},
            {loose(name)},
            {loose(without_brackets(name)), loose(without_owner(name))},
            {loose(each) for each in beginnings(name)},
        )
        for key in keys[0] | keys[1]:
            words = key.split()
            self.beginnings |= {" ".join(words[:count]) for count in range(1, len(words))}
        for level, each in zip(self.levels, keys, strict=True):
            for key in each - {""}:
                if known not in level[key]:
                    level[key].append(known)

    def find(
        self, title: str, written: str, year: int | None, has_episode: bool, kind: str
    ) -> list[Known]:
        """Return the title meant; several if that is open, none if the catalogue lacks it."""
        key = (title, year, has_episode, kind)
        if key not in self.found:
            preferred = kind or ("series" if has_episode else "")
            tries = self._tries(title, vouched=year is not None or has_episode)
            self.found[key] = self._first(tries, year, kind, preferred)
        is_whole = has_episode and written and self._begins(title)
        whole = self._first(self._whole(written), year) if is_whole else []
        return whole or self.found[key]

    def _begins(self, title: str) -> bool:
        """Say whether a longer title of the catalogue begins with this one."""
        return plain(title) in self.beginnings or loose(title) in self.beginnings

    def _first(
        self, tries: Iterator[Try], year: int | None, kind: str = "", preferred: str = ""
    ) -> list[Known]:
        """Return what the first try finds."""
        for level, key, is_short in tries:
            near = [
                known
                for known in level.get(key, ())
                if _is_near(known, year)
                and not {kind, known.kind} >= {"film", "series"}
                and not (is_short and not _may_be_shortened(known, year, preferred))
            ]
            if near:
                return _narrowed(near, year, preferred)
        return []

    def _whole(self, written: str) -> Iterator[Try]:
        strict, looser, _, _ = self.levels
        yield strict, plain(written), False
        yield looser, loose(written), False

    def _tries(self, title: str, *, vouched: bool) -> Iterator[Try]:
        strict, looser, bare, short = self.levels
        yield strict, plain(title), False
        yield looser, loose(title), False
        for each in (without_brackets(title), without_owner(title)):
            yield looser, loose(each), False
            yield bare, loose(each), False
        if vouched:
            yield short, loose(title), True
            for each in beginnings(title):
                yield looser, loose(each), True


def _is_near(known: Known, year: int | None) -> bool:
    return year is None or known.year is None or abs(known.year - year) <= YEARS_APART


def _may_be_shortened(known: Known, year: int | None, kind: str) -> bool:
    """Say whether a title may be meant though a subtitle differs: sequels differ by as much."""
    if "series" in (kind, known.kind):
        return kind == known.kind
    return year is not None and known.year == year


def _narrowed(near: Sequence[Known], year: int | None, kind: str) -> list[Known]:
    """Return the titles that remain when year and kind decide as far as they can."""
    kept = list(near)
    for keeps in (
        [known for known in kept if year is not None and known.year == year],
        [known for known in kept if kind and known.kind == kind],
    ):
        both = [known for known in kept if known in keeps]
        if both:
            kept = both
    return kept


def _asked(rows: pd.DataFrame) -> list[tuple[str, str, int | None, bool, str]]:
    """Return what decides a row's match: title, written, year, whether it has an episode, kind."""
    count = len(rows)
    empty = [""] * count
    years = rows["year"].tolist() if "year" in rows else [None] * count
    columns = [
        rows[name].astype(str).tolist() if name in rows else empty
        for name in ("title", "written", "episode", "kind")
    ]
    return [
        (title, written, None if pd.isna(year) else int(year), bool(episode), kind)
        for title, written, episode, kind, year in zip(*columns, years, strict=True)
    ]


def _counted(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    if "year" not in rows:
        rows = rows.assign(year=pd.Series(pd.NA, index=rows.index, dtype="Int64"))
    names = [name for name in by if name != "candidates"]
    counted = rows.groupby(list(by), dropna=False, sort=False).size().reset_index(name="times")
    counted = counted.sort_values("times", ascending=False, kind="stable", ignore_index=True)
    return counted[[*names, "times", *([] if "candidates" not in by else ["candidates"])]]
