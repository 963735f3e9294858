"""Poster art: an SVG drawn from a title, its genres and a seed, so that a shelf looks like a shelf.

A poster is a sky in the colours of the first genre, a motif in the manner of the last, and the
title in letters that fit. Nothing is fetched: the letters are the reader's own fonts, and every
word is escaped, for imported catalogues bring their own titles.
"""

import html
from collections.abc import Sequence

from core import seeds
from core.posters.letters import HEIGHT, MARGIN, WIDTH, wrap
from core.posters.motifs import MOTIFS, Sheet, waves
from core.posters.palettes import NAMES, PALETTES

__all__ = ["NAMES", "poster", "wrap"]


def poster(title: str, year: int, genres: Sequence[str], *, seed: int = 0) -> str:
    """Return a poster as SVG text; equal arguments give equal posters.

    Args:
        title: Any text; it is escaped.
        year: Year of first release, 0 for none.
        genres: Slugs of ``GENRES``; the first gives the colours, the last the motif. Unknown
            ones are drawn as drama.
        seed: Another seed, another drawing.

    Example:
        >>> poster("<b>", 1999, ["scifi"]).count("<b>")
        0
        >>> poster("Alien", 1979, ["horror"]) == poster("Alien", 1979, ["horror"])
        True
    """
    first, last = (genres[0], genres[-1]) if genres else ("drama", "drama")
    colours = PALETTES.get(first, PALETTES["drama"])
    motif = MOTIFS.get(last, waves)
    sheet = Sheet(colours, seeds.stream(seed, "poster", title, year))
    lines, size = wrap(title.strip() or "Untitled")
    base = HEIGHT - 44
    words = "".join(
        f'<text x="{MARGIN}" y="{base - (len(lines) - 1 - row) * size * 1.08:.1f}" '
        f'font-size="{size:.1f}">{html.escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    about = " · ".join([*([str(year)] if year else []), *[NAMES.get(g, g) for g in genres[:2]]])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}"><defs>'
        f'<linearGradient id="sky" x1="0" y1="0" x2="0.25" y2="1"><stop stop-color="{colours.high}"'
        f'/><stop offset="1" stop-color="{colours.low}"/></linearGradient>'
        f'<linearGradient id="veil" x1="0" y1="0" x2="0" y2="1"><stop offset=".3" '
        f'stop-opacity="0"/><stop offset=".8" stop-opacity=".72"/>'
        f'<stop offset="1" stop-opacity=".88"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/>'
        f"{''.join(motif(sheet))}"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#veil)"/>'
        f'<rect x="{MARGIN}" y="{base - len(lines) * size * 1.08 - 10:.1f}" width="34" height="3" '
        f'fill="{colours.light}"/>'
        f'<g fill="#fff" font-family="Manrope,Avenir Next,Segoe UI,Helvetica,Arial,sans-serif" '
        f'font-weight="700">{words}'
        f'<text x="{MARGIN}" y="{HEIGHT - 20}" font-size="12.5" font-weight="500" '
        f'fill-opacity=".82">{html.escape(about)}</text></g></svg>'
    )
