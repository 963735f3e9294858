"""The picture of a story: the drawn poster of its title without letters, in a look of one's own."""

from collections.abc import Sequence

from core import seeds
from core.posters.letters import HEIGHT, WIDTH
from core.posters.motifs import MOTIFS, Sheet, waves
from core.posters.palettes import PALETTES
from core.social.stories.story import Crop, Look

CUTS: dict[Crop, str] = {
    "whole": f"0 0 {WIDTH} {HEIGHT}",
    "near": "60 70 180 270",
    "tall": "30 0 220 330",
}
"""What of the drawing is seen, as the view box of SVG."""


def picture(title: str, year: int, genres: Sequence[str], look: Look) -> str:
    """Return a story's background as SVG text, which fills whatever shape it is given.

    Args:
        title: Of the film or series; it draws the motif and is not in the picture.
        year: Its year.
        genres: Slugs; the first gives the colours unless the look does, the last the motif.
        look: Colours and crop.

    Example:
        >>> "<text" in picture("Alien", 1979, ["horror"], Look())
        False
    """
    first, last = (genres[0], genres[-1]) if genres else ("drama", "drama")
    colours = PALETTES.get(look.colours or first, PALETTES["drama"])
    sheet = Sheet(colours, seeds.stream(0, "poster", title, year))
    drawn = "".join(MOTIFS.get(last, waves)(sheet))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{CUTS[look.crop]}" '
        f'preserveAspectRatio="xMidYMin slice" width="{WIDTH}" height="{HEIGHT}"><defs>'
        f'<linearGradient id="sky" x1="0" y1="0" x2="0.25" y2="1"><stop stop-color="{colours.high}"'
        f'/><stop offset="1" stop-color="{colours.low}"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/>{drawn}</svg>'
    )
