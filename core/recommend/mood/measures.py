"""Years, minutes and ages in the text of a wish."""

import re
from typing import Final

from core.catalogue import MATURITY

FIRST, LAST = 1888, 2030
"""Years the catalogue knows."""

Span = tuple[int, int]
Found = tuple[Span, str, object]

_YEAR = r"(?:18[89]\d|19\d\d|20[0-3]\d)"
_BEFORE = r"(?:before|until|till|pre|older than|up to|vor|bis)"
_AFTER = r"(?:after|since|post|newer than|nach|seit|ab)"
_AT_MOST = (
    r"(?:(?:under|below|less than|at most|max(?:imum|\.)?|up to|within|no longer than|"
    r"not longer than|shorter than|unter|hochstens|maximal|only|about|in)\s+)?"
)
_MORE = r"(?:over|more than|at least|longer than|mehr als|mindestens|uber)\s+"
_MINUTE = r"(?:minutes?|minuten|mins?|m)\b"
_HOUR = r"(?:hours?|hrs?|stunden?|std|h)"


def _decade(match: re.Match[str]) -> Span:
    tens = int(match["decade"])
    century = match["century"] or ("20" if tens <= 20 else "19")
    first = int(century) * 100 + tens
    low, high = {"early": (0, 4), "late": (5, 9), "mid": (3, 7)}.get(match["part"] or "", (0, 9))
    return first + low, first + high


def _minutes(match: re.Match[str]) -> int:
    hours = float((match["hours"] or "0").replace(",", "."))
    return max(1, round(hours * 60 + int(match["minutes"] or 0)))


def _age(match: re.Match[str]) -> str:
    age = int(match["age"])
    return [level for level in MATURITY if level == "all" or int(level) <= age][-1]


_RULES: Final = (
    (
        "years",
        rf"(?:between|from|zwischen|von)?\s*\b({_YEAR})\s*(?:and|to|und|bis|-|–)\s*({_YEAR})\b",
        lambda m: (min(int(m[1]), int(m[2])), max(int(m[1]), int(m[2]))),
    ),
    (
        "years",
        r"\b(?:(?P<part>early|mid|late)[ -])?'?(?P<century>18|19|20)?(?P<decade>\d0)(?:'?s|er)\b",
        _decade,
    ),
    ("years", rf"\b{_BEFORE}\s+(?:the\s+)?({_YEAR})\b", lambda m: (FIRST, int(m[1]) - 1)),
    ("years", rf"\b{_AFTER}\s+({_YEAR})\b", lambda m: (int(m[1]) + 1, LAST)),
    ("years", rf"\b({_YEAR})\b", lambda m: (int(m[1]), int(m[1]))),
    ("", rf"\b{_MORE}\d+(?:[.,]\d+)?\s*-?(?:{_HOUR}|{_MINUTE})\b", lambda _: None),
    ("maturity", r"\b(?P<age>\d{1,2})[- ]?(?:years?[- ]?olds?|jahrigen?|jahrige|yo)\b", _age),
    (
        "minutes",
        rf"\b{_AT_MOST}(?P<hours>\d+(?:[.,]\d+)?)\s*-?{_HOUR}\b\s*(?:and\s+)?"
        rf"(?:(?P<minutes>\d+)\s*(?:{_MINUTE})?)?",
        _minutes,
    ),
    ("minutes", r"\b(?P<hours>\d)h(?P<minutes>\d\d)\b", _minutes),
    ("minutes", rf"\b{_AT_MOST}(?P<hours>)(?P<minutes>\d{{1,3}})\s*-?{_MINUTE}", _minutes),
)


def measures(text: str) -> list[Found]:
    """Return the years, minutes and ages a plain lower-case text names.

    Returns:
        For each: where it stands, ``"years"``, ``"minutes"``, ``"maturity"`` or ``""`` (a measure
        that cannot be kept, such as a shortest time), and its value.

    Example:
        >>> measures("scary, early 80s, under 90 minutes")[0]
        ((7, 16), 'years', (1980, 1984))
    """
    found: list[Found] = []
    taken: list[Span] = []
    for kind, pattern, value in _RULES:
        for match in re.finditer(pattern, text):
            span = match.span()
            if all(span[1] <= first or span[0] >= last for first, last in taken):
                taken.append(span)
                found.append((span, kind, value(match)))
    return found
