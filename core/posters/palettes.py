"""Colours and names of genres on posters."""

from typing import NamedTuple


class Palette(NamedTuple):
    """Colours of a genre: sky above, sky below, light and a second light."""

    high: str
    low: str
    light: str
    second: str


PALETTES: dict[str, Palette] = {
    "action": Palette("#ff8a3d", "#3b0f1e", "#ffd166", "#e63946"),
    "adventure": Palette("#f7b267", "#22402f", "#fff1c9", "#d9733f"),
    "animation": Palette("#59c3f0", "#1f6f54", "#ffe066", "#63c174"),
    "biography": Palette("#c9a27e", "#2c2430", "#f3dfc1", "#8a5a44"),
    "comedy": Palette("#ffc145", "#d1495b", "#fff4d6", "#00798c"),
    "crime": Palette("#34506b", "#0a1018", "#f2c14e", "#8fa9c4"),
    "documentary": Palette("#2a9d8f", "#0f2a33", "#e9f5db", "#8ecae6"),
    "drama": Palette("#7d8fb8", "#1d1a3a", "#f6d6ad", "#a5668b"),
    "family": Palette("#7bdff2", "#2a6f97", "#f7d6e0", "#ffb703"),
    "fantasy": Palette("#6d5ac4", "#160f33", "#f6e27a", "#3f9e8f"),
    "gaming": Palette("#25135e", "#0b0720", "#39f3bb", "#ff3d9a"),
    "history": Palette("#d7b47a", "#3a2413", "#fff3d1", "#a35b2b"),
    "horror": Palette("#5b1020", "#07060a", "#efe3c6", "#a31621"),
    "music": Palette("#9d174d", "#1a0b2e", "#ffd6a5", "#4cc9f0"),
    "mystery": Palette("#3c5a5e", "#0b1416", "#d9e2c5", "#83a598"),
    "romance": Palette("#f08a9b", "#6a1b4d", "#ffe0d3", "#f25f5c"),
    "scifi": Palette("#12304f", "#050a17", "#6fd0e8", "#ff7b54"),
    "sport": Palette("#1b998b", "#10302d", "#f4f1de", "#f2a541"),
    "thriller": Palette("#7a2033", "#0d0b12", "#f2a65a", "#e5e5e5"),
    "war": Palette("#8a8d75", "#1f221b", "#e8b15a", "#5b6151"),
    "western": Palette("#f4a259", "#4a1c13", "#fff0c2", "#bc4b32"),
}
"""Colours of each genre."""

NAMES = {slug: slug.capitalize() for slug in PALETTES} | {"scifi": "Science fiction"}
"""Genres in words."""
