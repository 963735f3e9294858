"""Titles as they are compared: case, accents, punctuation, articles and numbers aside."""

import functools
import re
import unicodedata

from core.importers.names import ARTICLES

LEADING = ARTICLES | {"der", "die", "das", "den", "dem", "lou", "os", "as", "gl", "uno"}
"""Articles that may open a title, "l'" aside, which loses its apostrophe."""

LETTERS = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "&": " and ",
    }
)
"""Letters that Unicode does not take apart, and the sign for "and"."""

ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "x": "10", "xi": "11", "xii": "12", "xiii": "13",
}  # fmt: skip
WORDS = {
    "i": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip
COUNTED = frozenset(
    ("part", "pt", "vol", "volume", "chapter", "episode", "book", "teil", "parte", "partie",
     "deel", "del", "kapitel", "chapitre", "capitulo", "capitolo", "volumen", "band")
)  # fmt: skip
"""Words that may stand before a number and say nothing else."""

APOSTROPHES = re.compile(r"['’‘`´ʼ]")
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
SUBTITLE = re.compile(r"\s*[:：]\s+|\s+[-–—]\s+|：")
OWNERS = re.compile(r"^(?:marvel|disney|dc|tim burton|tyler perry)s? ")


@functools.lru_cache(maxsize=200_000)
def plain(title: str) -> str:
    """Return a title without case, accents and punctuation.

    Doing it twice changes nothing.

    Example:
        >>> plain("Amélie & the  Lion's Den!")
        'amelie and the lions den'
    """
    text = unicodedata.normalize("NFKD", title).casefold().translate(LETTERS)
    text = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = APOSTROPHES.sub("", text)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


@functools.lru_cache(maxsize=200_000)
def loose(title: str) -> str:
    """Return a plain title without leading articles, with numbers as digits.

    "Part", "Vol." and the like go where a number follows; a lone 1 at the end goes with them.
    Doing it twice changes nothing.

    Example:
        >>> loose("The Godfather, Part II") == loose("Godfather 2")
        True
    """
    before, words = [""], plain(title).split()
    while words != before:
        before, words = words, _looser(words)
    return " ".join(words)


def _looser(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in LEADING:
        words = words[1:]
    if len(words) > 1 and words[-1] in LEADING and words[-1] in ("the", "a", "an"):
        words = words[:-1]
    made: list[str] = []
    for place, word in enumerate(words):
        follows = place > 0 and words[place - 1] in COUNTED
        number = ROMAN.get(word) or (WORDS.get(word) if follows else None)
        made.append(number if number and place else word)
    kept = [
        word
        for place, word in enumerate(made)
        if not (0 < place < len(made) - 1 and word in COUNTED and made[place + 1].isdigit())
    ]
    was_counted = len(kept) < len(made)
    if was_counted and len(kept) > 1 and kept[-1] == "1":
        kept = kept[:-1]
    return kept


def without_brackets(title: str) -> str:
    """Return a title without the bracket it ends in: a country, a year, another title."""
    return BRACKETS.sub("", title) or title


def without_owner(title: str) -> str:
    """Return a plain title without whose it says it is: "marvels daredevil"."""
    return OWNERS.sub("", plain(title)) or plain(title)


def beginnings(title: str) -> list[str]:
    """Return what stands before each subtitle, the longest first.

    Example:
        >>> beginnings("Star Wars: Episode IV - A New Hope")
        ['Star Wars: Episode IV', 'Star Wars']
    """
    ends = [match.start() for match in SUBTITLE.finditer(title)]
    return [title[:end] for end in reversed(ends) if plain(title[:end])]
