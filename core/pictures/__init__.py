"""Charts as plain Vega-Lite specs with their data inside; the page and the snapshot share them.

Each row of a chart carries its own words above its mark, so the same spec reads on a phone, on
a wall and in print. Colours are those of Okabe & Ito, "Color Universal Design" (2008), told apart
with any colour vision; shape or dash always says the same as the colour.
"""

from core.pictures.days import curves
from core.pictures.dots import dots
from core.pictures.forest import lift
from core.pictures.frame import DARK, LIGHT, Spec, theme
from core.pictures.hours import hours
from core.pictures.knobs import tornado
from core.pictures.render import png, svg

__all__ = [
    "DARK",
    "LIGHT",
    "Spec",
    "curves",
    "dots",
    "hours",
    "lift",
    "png",
    "svg",
    "theme",
    "tornado",
]
