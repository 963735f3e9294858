"""Titles of Netflix taken apart: series, episode, film or trailer, in many languages.

A title is one text, "Series: Season 1: Episode", in the account's language. It is taken apart at
": " (not at the colon of "3:10 to Yuma"):

- before a season ("Season 2", "Staffel 2", "2. Sezon", "Limited Series") stands the series;
- a part, volume, chapter or episode makes a series only if something follows it: "Kill Bill:
  Vol. 2" and "Dune: Part Two" are films, "Money Heist: Part 2: Episode 1" is none;
- "(Episode 4)" at the end makes a series of all before the last ": ";
- ``ALIKE`` different titles that begin with the same text are a series as well.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from core.importers.sheets import found

ALIKE = 4
"""Different titles with the same beginning that make a series; three films of a trilogy do not
(assumption, 3 to 6)."""

NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[ivx]+)"
SEASON_WORDS = (
    "season|series|staffel|temporada|saison|stagione|seizoen|sezon|sezonul|säsong|sæson|sesong|"
    "kausi|série|serie|řada|séria|évad|σεζόν|κύκλος|сезон|الموسم|موسم|עונה|mùa|musim|ฤดูกาล|"
    "ซีซั่น|シーズン|시즌|collection|colección|sammlung"
)
WHOLE_SERIES = (
    "limited series|miniseries|mini-series|miniserie|mini-serie|miniserien|minissérie|mini-série|"
    "série limitée|miniserial|minisarja|minisorozat|mini dizi|minisérie|мини-сериал|мінісеріал|"
    "μίνι σειρά|リミテッドシリーズ|리미티드 시리즈|限定剧|限定劇|限定劇集|"
    "المسلسل القصير|serie limitada|serial limitowany"
)
PART_WORDS = (
    "part|parte|partie|teil|deel|del|część|osa|kısım|partea|rész|část|časť|μέρος|часть|частина|"
    "パート|파트|volume|vol\\.|volumen|band|book|libro|buch|livre|chapter|kapitel|capítulo|"
    "capitolo|chapitre|hoofdstuk|rozdział|luku|bölüm|глава|episode|episodio|episódio|épisode|"
    "folge|aflevering|avsnitt|afsnit|odcinek|jakso|episodul|díl|epizoda|epizód|επεισόδιο|серия|"
    "серія|エピソード|에피소드"
)
SEASON = re.compile(
    rf"(?:(?:{SEASON_WORDS})\s*{NUMBER}|{NUMBER}\.?\s*(?:{SEASON_WORDS})|第\s*\d+\s*季|"
    rf"(?:{WHOLE_SERIES}))",
    re.IGNORECASE,
)
PART = re.compile(
    rf"(?:(?:{PART_WORDS})\s*{NUMBER}|{NUMBER}\.?\s*(?:{PART_WORDS})|第\s*\d+\s*[集話话回]|\d+화)"
    r"(?: [-–(].*)?",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(?P<title>.+)[:：]\s+.+\((?:" + PART_WORDS + r")\s*\d+\)", re.IGNORECASE)
COLON = re.compile(r"\s*:\s+|\s*：\s*")
EXTRA_WORDS = (
    "trailer|teaser|teaser trailer|clip|recap|sneak peek|bande-annonce|bande annonce|tráiler|"
    "avance|tiser|zwiastun|予告編|예고편|预告片|預告片"
)
HINT = re.compile(rf"{EXTRA_WORDS}|_hook_")
EXTRA = re.compile(
    rf"(?:(?:official |season \d+ |offizieller )?(?:{EXTRA_WORDS})(?: ?\d+)?|"
    rf".*\((?:{EXTRA_WORDS})(?: ?\d+)?\)|.*_hook_.*)",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A Netflix title taken apart.

    Args:
        title: Title of the film or the series.
        episode: The rest; empty for a film.
        sure: Whether the title itself says that it is an episode.
    """

    title: str
    episode: str = ""
    sure: bool = False


def take_apart(written: str) -> Name:
    """Return the series and the episode of a title, or the film.

    Example:
        >>> take_apart("Dark: Staffel 2: Lügner und Betrüger")
        Name(title='Dark', episode='Staffel 2: Lügner und Betrüger', sure=True)
        >>> take_apart("Kill Bill: Vol. 2")
        Name(title='Kill Bill: Vol. 2', episode='', sure=False)
    """
    spans = [match.span() for match in COLON.finditer(written)]
    ends = [*(start for start, _ in spans[1:]), len(written)]
    for (before, start), end in zip(spans, ends, strict=bool(spans)):
        part = written[start:end]
        again = part.removeprefix(written[:before]).strip()
        is_season = SEASON.fullmatch(part) or (again.isdigit() and again != part)
        if is_season or (end < len(written) and PART.fullmatch(part)):
            return Name(written[:before], written[start:], sure=True)
    if match := NUMBERED.fullmatch(written):
        title = match["title"].rstrip()
        return Name(title, written[len(match["title"]) :].lstrip(":： "), sure=True)
    return Name(written)


def is_extra(written: str) -> bool:
    """Say whether a title is that of a trailer, a clip or the like.

    Example:
        >>> is_extra("Bande-annonce : Lupin"), is_extra("Trailer Park Boys: Season 1: The Kiss")
        (True, False)
    """
    if not HINT.search(written.lower()):
        return False
    parts = COLON.split(written)
    ends = (parts[0], parts[-1]) if len(parts) > 1 else (written,)
    return any(EXTRA.fullmatch(part) for part in ends) and len(written) > len("trailer")


def take_all_apart(titles: Sequence[str], notes: list[str]) -> Mapping[str, Name]:
    """Return every title taken apart, with the whole file in view."""
    names = {title: take_apart(title) for title in dict.fromkeys(titles)}
    series = {name.title for name in names.values() if name.episode}
    loose = [title for title, name in names.items() if not name.episode and COLON.search(title)]
    first = Counter(COLON.split(title)[0] for title in loose)
    for beginning, count in first.items():
        group = [title for title in loose if COLON.split(title)[0] == beginning]
        if beginning in series:
            shared = beginning
        elif count >= ALIKE:
            shared = _shared(group)
            notes.append(f"{count} titles begin with {found(shared)}: taken for a series.")
        else:
            continue
        for title in group:
            names[title] = Name(shared, title[len(shared) :].lstrip(":： "))
    return names


def _shared(titles: Sequence[str]) -> str:
    """Return the longest beginning, up to a colon, that titles share."""
    parts = [COLON.split(title) for title in titles]
    count = 1
    while (
        all(len(each) > count + 1 for each in parts) and len({each[count] for each in parts}) == 1
    ):
        count += 1
    ends = [match.start() for match in COLON.finditer(titles[0])]
    return titles[0][: ends[count - 1]]
