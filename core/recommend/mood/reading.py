"""Free text read as a wish: a lexicon and a small grammar, the same every time."""

import dataclasses
import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping

from core.catalogue import MATURITY, MOODS
from core.errors import RecommendError
from core.recommend.mood import vocabulary as known
from core.recommend.mood.measures import FIRST, LAST, measures
from core.recommend.mood.tables import TABLES
from core.recommend.mood.wish import Wish
from core.recommend.mood.words import LONGEST, NEGATIONS, listed, plain, stem

MOST_CHARACTERS = 300
"""Characters of a wish that are read."""

MOST = 1.5
"""Weight of a mood at most, either way."""

SIMILAR = 0.84
"""Likeness from which a word passes for a slip of the pen (assumption; difflib's ratio)."""

WOULD = frozenset(listed("id would we i feel you do dont people they looks look"))
OPENERS = frozenset(listed("a an some something to the it anything watching watch"))


def read_wish(text: str, *, words: Collection[str] = ()) -> Wish:
    """Return what a text asks for.

    Understood are moods ("light", "a good cry", "spannend"), genres, decades and years, running
    times, ages ("for kids"), subjects ("heist in Spain"), titles ("like Alien"), and each of
    them denied ("not scary", "without gore", "light but not stupid").

    Args:
        text: At most ``MOST_CHARACTERS`` are read.
        words: Stems of words the catalogue knows, which count as keywords; see ``Moods.read``.

    Raises:
        RecommendError: If the text is empty or nothing in it is understood.

    Example:
        >>> wish = read_wish("a scary film but no gore, from the 80s")
        >>> wish.moods, wish.years, wish.without_words[:2]
        ({'scare': 1.0}, (1980, 1989), ('gore', 'gory'))
    """
    if not text.strip():
        raise RecommendError('Expected a wish such as "something light but not stupid", not "".')
    read = text[:MOST_CHARACTERS]
    draft = _Draft(text=read, words=words)
    draft.read()
    if len(text) > len(read):
        draft.ignored.append(f"what follows the first {MOST_CHARACTERS} characters")
    if not draft.understood:
        raise RecommendError(
            f"Nothing in {_short(text)!r} is understood; moods ({', '.join(MOODS)}), genres, "
            'decades, minutes, "for kids", "not scary" and "like" a title are.'
        )
    return draft.wish()


@dataclasses.dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str


@dataclasses.dataclass(slots=True)
class _Draft:
    """A wish while it is being read, from left to right."""

    text: str
    words: Collection[str]
    weights: dict[str, float] = dataclasses.field(default_factory=dict)
    lists: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    years: tuple[int, int] | None = None
    max_minutes: int | None = None
    maturity: str | None = None
    understood: list[str] = dataclasses.field(default_factory=list)
    ignored: list[str] = dataclasses.field(default_factory=list)
    denial: str = ""
    denied_at: int = 0
    amount: float = 1.0

    def read(self) -> None:
        folded = _same_length(self.text)
        spans = sorted(measures(folded), key=lambda found: found[0])
        tokens = _tokens(folded)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if at and re.search(r"[,.;:!?]", folded[tokens[at - 1].end : token.start]):
                self._settle()
            measure = next(
                (m for m in spans if m[0][0] < token.end and m[0][1] > token.start), None
            )
            if measure is not None:
                self._measure(*measure)
                while at < len(tokens) and tokens[at].start < measure[0][1]:
                    at += 1
                continue
            at += self._grammar(tokens, at) or self._title(tokens, at) or self._phrase(tokens, at)

    def wish(self) -> Wish:
        weights = (max(-MOST, min(MOST, self.weights.get(mood, 0.0))) for mood in MOODS)
        lists = {name: tuple(dict.fromkeys(values)) for name, values in self.lists.items()}
        return Wish(
            text=self.text,
            weights=tuple(round(weight, 3) for weight in weights),
            years=self.years,
            max_minutes=self.max_minutes,
            maturity=self.maturity,
            understood=tuple(dict.fromkeys(self.understood)),
            ignored=tuple(dict.fromkeys(self.ignored)),
            **lists,
        )

    def _grammar(self, tokens: list[_Token], at: int) -> int:
        """Return how many words were grammar: denials, intensities, words without meaning."""
        word = tokens[at].word
        after = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if word in NEGATIONS | {"less"} and after in ("than", "longer", "more"):
            return 2
        if word in NEGATIONS or word == "less":
            self.denial, self.denied_at = word, tokens[at].start
            self.amount = 0.5 if word in ("hardly", "less") else 1.0
            return 1
        if word in known.STOPS or (word in ("and", "und") and self.denial in ("not", "nicht")):
            self._settle()
            return 1
        if word == "too" and not self.denial:
            return 1
        if word in known.MUCH or word in known.LITTLE:
            self.amount *= known.MUCH.get(word) or known.LITTLE[word]
            return 1
        before = tokens[at - 1].word if at else ""
        return int(word == "love" and before in WOULD and (not after or after in OPENERS))

    def _title(self, tokens: list[_Token], at: int) -> int:
        """Return how many words named a title after "like"."""
        word = tokens[at].word
        first = at + 1
        if word in ("similar", "reminiscent") and first < len(tokens):
            first += 1
        elif word not in ("like", "wie") or (at and tokens[at - 1].word in WOULD):
            return 0
        if first >= len(tokens) or tokens[first].word in OPENERS - {"the", "a"}:
            return 0
        last = first
        while last < len(tokens) and tokens[last].word not in known.STOPS | NEGATIONS | {"from"}:
            between = (
                self.text[tokens[last].end : tokens[last + 1].start]
                if last + 1 < len(tokens)
                else ""
            )
            last += 1
            if re.search(r"[,;!?]", between):
                break
        if last == first:
            return 0
        name = self.text[tokens[first].start : tokens[last - 1].end]
        if not name[0].isupper() and not name[0].isdigit() and tokens[first].word in ("the", "a"):
            return 0
        self.lists.setdefault("like", []).append(name)
        self.understood.append(self.text[tokens[at].start : tokens[last - 1].end])
        return last - at

    def _phrase(self, tokens: list[_Token], at: int) -> int:
        """Read the longest phrase that begins here and return its words."""
        for length in range(min(LONGEST, len(tokens) - at), 0, -1):
            run = tokens[at : at + length]
            if self._lookup("".join(stem(token.word) for token in run), run):
                return length
        token = tokens[at]
        if token.word in known.EMPTY:
            return 1
        if self._subject(token) or self._slip(token):
            return 1
        if len(token.word) > 1:
            self.ignored.append(self.text[token.start : token.end])
        return 1

    def _lookup(self, found: str, run: list[_Token]) -> bool:
        tables = TABLES
        if len(run) == 1 and run[0].word in known.EMPTY:
            return False
        if self.denial and found in tables.avoidable:
            self.lists.setdefault("without_words", []).extend(tables.avoidable[found])
            self._say(run)
            return True
        if found in tables.ages and not self.denial:
            self._cap(tables.ages[found])
        elif found in tables.lengths:
            self.max_minutes = min(self.max_minutes or LAST, tables.lengths[found])
        elif found in tables.eras and not self.denial:
            self._narrow(tables.eras[found])
        elif found in tables.moods or found in tables.genres:
            self._mood(tables.moods.get(found, {}))
            name = "without_genres" if self.denial else "genres"
            self.lists.setdefault(name, []).extend(tables.genres.get(found, ()))
        else:
            return False
        self._say(run)
        return True

    def _mood(self, weights: Mapping[str, float]) -> None:
        if self.denial and weights:
            best = max(weights, key=lambda mood: (abs(weights[mood]), -MOODS.index(mood)))
            weights = {best: -weights[best]}
        for mood, weight in weights.items():
            said, before = weight * self.amount, self.weights.get(mood, 0.0)
            agree = said * before > 0
            self.weights[mood] = max(said, before, key=abs) if agree else said + before

    def _subject(self, token: _Token) -> bool:
        word = stem(token.word)
        if (
            token.word not in known.SUBJECTS
            and word not in known.SUBJECTS
            and word not in self.words
        ):
            return False
        self.lists.setdefault("without_words" if self.denial else "keywords", []).append(word)
        self._say([token])
        return True

    def _slip(self, token: _Token) -> bool:
        if len(token.word) < 5:
            return False
        near = [word for word in TABLES.single if word[0] == token.word[0]]
        close = difflib.get_close_matches(token.word, near, 1, cutoff=SIMILAR)
        return bool(close) and self._lookup(close[0], [token])

    def _measure(self, span: tuple[int, int], kind: str, value: object) -> None:
        part = self.text[span[0] : span[1]].strip()
        if kind == "years" and isinstance(value, tuple):
            self._narrow(value)
        elif kind == "minutes" and isinstance(value, int):
            self.max_minutes = min(self.max_minutes or LAST, value)
        elif kind == "maturity" and isinstance(value, str):
            self._cap(value)
        (self.understood if kind else self.ignored).append(part)

    def _narrow(self, years: tuple[int, int]) -> None:
        low, high = self.years or (FIRST, LAST)
        narrowed = max(low, years[0]), min(high, years[1])
        self.years = narrowed if narrowed[0] <= narrowed[1] else years

    def _cap(self, maturity: str) -> None:
        self.maturity = min(self.maturity or MATURITY[-1], maturity, key=MATURITY.index)

    def _say(self, run: list[_Token]) -> None:
        start = self.denied_at if self.denial else run[0].start
        self.understood.append(self.text[start : run[-1].end])
        self.amount = 1.0
        if self.denial:
            self.denied_at = run[-1].end + 1

    def _settle(self) -> None:
        self.denial, self.amount = "", 1.0


def _same_length(text: str) -> str:
    """Return the text in plain lower case, every character where it was."""
    return "".join(
        (unicodedata.normalize("NFKD", character)[:1] or " ").lower()[:1] or " "
        for character in text
    )


def _tokens(folded: str) -> list[_Token]:
    return [
        _Token(match.start(), match.end(), "".join(plain(match[0])))
        for match in re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", folded)
    ]


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59] + "…"
