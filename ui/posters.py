"""Posters on screen: a title's art, and a shelf of them with words for those who cannot see it."""

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from core.posters import NAMES, poster


def art(row: Any, wide: int | Literal["stretch"]) -> None:
    """Show a title's poster.

    Args:
        row: A row of the catalogue: ``title``, ``year``, ``genres``, ``synopsis``.
        wide: Pixels it takes, or all there are.
    """
    genres = str(row.genres).split(";")
    st.image(
        poster(str(row.title), int(row.year), genres),
        width=wide,
        alt=words(str(row.title), int(row.year), genres, str(row.synopsis)),
    )


def shelf(titles: pd.DataFrame, captions: Sequence[str] = (), *, wide: int = 124) -> None:
    """Show titles as a row of posters that scrolls sideways where it does not fit.

    Args:
        titles: Rows of the catalogue: ``title``, ``year``, ``genres``, ``synopsis``.
        captions: A few words under each poster; none without it.
        wide: Pixels a poster takes.
    """
    if titles.empty:
        st.caption("Nothing on this shelf yet.")
        return
    with st.container(horizontal=True, gap="small", wrap=False):
        for place, row in enumerate(titles.itertuples(index=False)):
            with st.container(width=wide, gap="xsmall"):
                art(row, "stretch")
                if captions:
                    st.caption(captions[place])


def words(title: str, year: int, genres: Sequence[str], synopsis: str) -> str:
    """Return what a poster says, for those who cannot see it.

    Example:
        >>> words("Alien", 1979, ["horror", "scifi"], "A crew meets something.")
        'Alien, 1979, horror and science fiction. A crew meets something.'
    """
    kinds = " and ".join(NAMES.get(genre, genre).lower() for genre in genres[:2])
    return f"{title}, {year}, {kinds}. {synopsis}"
