"""Names of films as MovieLens writes them: article last, other titles and year in brackets."""

import dataclasses
import re
import unicodedata

FIRST_YEAR, LAST_YEAR = 1870, 2100
"""Bracketed numbers outside are part of the title; the oldest moving picture is of 1874."""

ARTICLES = frozenset(
    ("the", "a", "an", "la", "le", "les", "l'", "un", "une", "des", "el", "los", "las", "una", "il",
     "lo", "gli", "i", "der", "die", "das", "ein", "eine", "det", "den", "de", "het", "o", "os",
     "as")
)  # fmt: skip
"""Words that MovieLens moves behind a comma, in the languages its titles come in."""

YEAR = re.compile(r"\s*\((\d{4})(?:\s*[-–—]\s*(?:\d{4})?)?\s*\)$")
BRACKETS = re.compile(r"(?P<title>.*\S)\s*\((?P<other>(?:[^()]|\([^()]*\))+)\)$")
ALSO_KNOWN = re.compile(r"^a\.?k\.?a\.?\s+", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A film's name taken apart.

    Args:
        title: The title with its article in front.
        year: Year of first release, or ``None`` where the name says none.
        also: Other titles, in the order they stand.
    """

    title: str
    year: int | None
    also: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Title and year as one plain word; empty if the title has no Latin letter or digit."""
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode()
        words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’`]", "", plain.lower())).strip("-")
        return f"{words}-{self.year}" if words and self.year else words


def take_apart(name: str) -> Name:
    """Return title, year and other titles of a MovieLens name.

    Example:
        >>> take_apart("City of Lost Children, The (Cité des enfants perdus, La) (1995)")
        Name(title='The City of Lost Children', year=1995, also=('La Cité des enfants perdus',))
        >>> take_apart("(500) Days of Summer (2009)").slug
        '500-days-of-summer-2009'
    """
    rest, year = name.strip(), None
    found = YEAR.search(rest)
    if found and found.start() and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        rest, year = rest[: found.start()].rstrip(), int(found[1])
    also: list[str] = []
    while (part := BRACKETS.fullmatch(rest)) and not part["title"].lower().endswith(" or"):
        also.insert(0, _article_first(ALSO_KNOWN.sub("", part["other"].strip())))
        rest = part["title"]
    return Name(_article_first(rest), year, tuple(also))


def _article_first(title: str) -> str:
    before, comma, article = title.rpartition(", ")
    if not comma or article.lower() not in ARTICLES:
        return title
    space = "" if article.endswith("'") else " "
    return f"{article}{space}{before}"
