"""Covers: the posters of the first titles, one title's poster, or one drawn for the list.

A cover is data: empty for a collage, ``title:<id>``, or ``drawn:<genre>:<number>``.
"""

import re

from core.catalogue import GENRES
from core.errors import SocialError

DRAWINGS = 100
"""Drawings there are to choose from in a genre."""

TITLE = re.compile(r"title:([a-z0-9][a-z0-9-]{0,150})")
DRAWN = re.compile(r"drawn:([a-z]+):([0-9]{1,2})")


def checked(cover: str) -> str:
    """Return a cover.

    Raises:
        SocialError: If it is none of those that there are.
    """
    drawn = DRAWN.fullmatch(cover)
    if cover == "" or TITLE.fullmatch(cover) or (drawn and drawn[1] in GENRES):
        return cover
    raise SocialError(
        "A cover is a collage, the poster of a title, or a drawing of a genre; "
        f"{cover[:40]!r} is none."
    )


def of_title(cover: str) -> str:
    """Return the title whose poster is the cover; empty where it is no title's.

    Example:
        >>> of_title("title:alien-1979"), of_title("")
        ('alien-1979', '')
    """
    found = TITLE.fullmatch(cover)
    return found[1] if found else ""


def drawing(cover: str) -> tuple[str, int] | None:
    """Return genre and number of a drawn cover.

    Example:
        >>> drawing("drawn:crime:7")
        ('crime', 7)
    """
    found = DRAWN.fullmatch(cover)
    return (found[1], int(found[2])) if found else None
