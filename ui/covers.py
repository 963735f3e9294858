"""Covers of playlists: a collage of posters, one poster, or a drawing with the list's name."""

import re
from typing import Literal

import streamlit as st

from core.playlists import covers
from core.playlists.playlist import COLLAGE, Playlist
from core.posters import poster
from ui import cache

SIDE = 400
"""Units of a cover's side."""

VEIL = '<rect width="300" height="450" fill="url(#veil)"/>'
"""What lies between a poster's drawing and its words: a cover shows the drawing alone."""

EMPTY = "drama"
"""Genre in whose manner the cover of an empty list is drawn."""


def show(of: Playlist, wide: int | Literal["stretch"]) -> None:
    """Show a list's cover, so many pixels wide or as wide as there is room."""
    st.image(picture(of), width=wide, alt=f"Cover of {of.name}")


def picture(of: Playlist) -> str:
    """Return a list's cover as SVG text; every word in it is escaped by the poster's maker."""
    drawn = covers.drawing(of.cover)
    if drawn is not None:
        return _framed([poster(of.name, 0, [drawn[0]], seed=drawn[1])], bottom=True)
    title_id = covers.of_title(of.cover)
    ids = [title_id] if title_id else of.first
    arts = [art for each in ids if (art := _art(each))]
    if not arts:
        return _framed([poster(of.name, 0, [EMPTY])], bottom=True)
    return _framed(arts if len(arts) == COLLAGE else arts[:1])


def _art(title_id: str) -> str:
    row = cache.title(title_id)
    if row is None:
        return ""
    art = poster(str(row.title), int(row.year), str(row.genres).split(";"))
    drawn, veil, _ = art.partition(VEIL)
    return f"{drawn}</svg>" if veil else art


def _framed(arts: list[str], *, bottom: bool = False) -> str:
    """Return pictures as one square: the upper part of each poster, which is its drawing."""
    side = SIDE if len(arts) == 1 else SIDE // 2
    slices = "xMidYMax slice" if bottom else "xMidYMin slice"
    parts = [
        _inside(art, number, (number % 2) * side, (number // 2) * side, side, slices)
        for number, art in enumerate(arts)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" '
        f'height="{SIDE}">{"".join(parts)}</svg>'
    )


def _inside(art: str, number: int, x: int, y: int, side: int, slices: str) -> str:
    """Return a picture as part of another: names inside it stay its own."""
    own = re.sub(r'(id="|url\(#)(\w+)', rf"\g<1>\g<2>{number}", art)
    return re.sub(
        r'width="[\d.]+" height="[\d.]+"',
        f'x="{x}" y="{y}" width="{side}" height="{side}" preserveAspectRatio="{slices}"',
        own,
        count=1,
    )
