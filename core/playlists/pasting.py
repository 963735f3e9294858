"""Titles that were pasted, a line each, found in the catalogue."""

import dataclasses
import re

import pandas as pd

from core.errors import SocialError
from core.importers.matching import match

LINES = 500
"""Lines read at once: as many as a list holds."""

BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
YEAR = re.compile(r"\s*[(\[](\d{4})[)\]]\s*$")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What of pasted lines the catalogue has.

    Args:
        titles: Ids found, in the order of the lines.
        unmatched: Lines the catalogue has nothing for.
        ambiguous: Lines it has several titles for, with those.
    """

    titles: tuple[str, ...]
    unmatched: tuple[str, ...]
    ambiguous: tuple[str, ...]


def pasted(lines: str, titles: pd.DataFrame) -> Pasted:
    """Return the titles that lines name: "Alien", "2. Amélie (2001)", "- Heat".

    Args:
        lines: What was pasted.
        titles: The catalogue.

    Raises:
        SocialError: If there is no line, or too many.
    """
    found = [line.strip() for line in lines.splitlines() if line.strip()]
    if not found:
        raise SocialError("Paste a title a line; there is none.")
    if len(found) > LINES:
        raise SocialError(f"Paste at most {LINES} titles at once, not {len(found):,}.")
    rows = pd.DataFrame([_split(line[:300]) for line in found])
    rows["year"] = rows["year"].astype("Int64")
    matched = match(rows, titles)
    return Pasted(
        titles=tuple(dict.fromkeys(matched.rows["title_id"])),
        unmatched=tuple(matched.unmatched["title"]),
        ambiguous=tuple(
            f"{title}: {candidates}"
            for title, candidates in zip(
                matched.ambiguous["title"], matched.ambiguous["candidates"], strict=True
            )
        ),
    )


def _split(line: str) -> dict[str, object]:
    plain = BULLET.sub("", line)
    year = YEAR.search(plain)
    title = plain[: year.start()] if year else plain
    return {"title": title.strip() or line, "year": int(year[1]) if year else pd.NA}
