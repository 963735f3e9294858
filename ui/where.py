"""Where the fence stands, and the map it stands on."""

import dataclasses

import streamlit as st

from core.nearby.broughtrelease import Kept
from core.nearby.cells import edges
from core.nearby.fence import Circle, neighbourhood
from core.nearby.peopled import city_of
from core.nearby.spot import STANDS_FOR, Around, Nearby, nearest
from core.nearby.wheel import WheelParams
from ui import cache, ground, maps
from ui.brought import Shown
from ui.typed import plain
from ui.viewers import Viewer

DASHED_KM = 6.0
"""Radius up to which squares that say nothing are drawn too; beyond it they would be a fog."""

PLACE, HERE, OF = "nearby_place", "nearby_here", "nearby_of"
"""Which neighbourhood was chosen, where the map was clicked, and in which release."""

MOST = "most"
"""Chosen instead of a neighbourhood: where a release has most."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where the fence stands: in a neighbourhood's middle or where the map was clicked.

    Args:
        place: The neighbourhood.
        lat: Degrees north of the fence's middle, WGS84.
        lon: Degrees east.
        of: Name of the release it stands in; empty for the sample world's.
    """

    place: str
    lat: float
    lon: float
    of: str


def place(viewer: Viewer, kept: Kept | None) -> str:
    """Let the room choose a neighbourhood; return its id.

    Args:
        viewer: For whom the wheel is; a sample member begins at home.
        kept: What is shown, if somebody brought it; that begins where its release has most.
    """
    places = cache.world().places
    names = {str(row.place_id): f"{row.name}, {row.city}" for row in places.itertuples(index=False)}
    first, name = viewer.place or next(iter(names)), "" if kept is None else kept.name
    if st.session_state.setdefault(OF, name) != name:
        st.session_state.pop(HERE, None)
        # said outright: the browser would send the neighbourhood of before
        st.session_state[OF], st.session_state[PLACE] = name, MOST if kept else first
    chosen = st.selectbox(
        "Neighbourhood",
        [*([] if kept is None else [MOST]), first, *(each for each in names if each != first)],
        format_func=lambda each: names.get(each, "Where most is watched"),
        key=PLACE,
        on_change=lambda: st.session_state.pop(HERE, None),
        bind="query-params",
        help="Real neighbourhoods, fictional members. Or click the map.",
    )
    if kept is not None and kept.start is not None and chosen == MOST:
        return nearest(places, *kept.start)
    return str(chosen) if chosen in names else first


def stands(place_id: str, shown: Shown) -> Spot:
    """Return where the fence stands."""
    row, name, found = cache.world().place(place_id), "", None
    if shown.kept is not None:
        name = shown.kept.name
        found = shown.kept.start if st.session_state.get(PLACE) == MOST else None
    lat, lon = st.session_state.get(HERE, found or (row["latitude"], row["longitude"]))
    return Spot(place=place_id, lat=float(lat), lon=float(lon), of=name)


def _move(to: tuple[float, float]) -> None:
    st.session_state[HERE] = to


def draw(spot: Spot, turned: WheelParams, shown: Shown, found: Around) -> None:
    """Draw the map with its fence; a click moves that and runs the caller's part again."""
    places = cache.world().places
    fence = Circle(lat=spot.lat, lon=spot.lon, radius_km=turned.radius_km)
    if shown.kept is None:
        city = str(cache.world().place(spot.place)["city"])
        whose = f"Simulated: each of the 2,000 sample members stands for {STANDS_FOR} people."
    else:
        near = city_of(fence, places)
        city = "" if near is None else near.name
        whose = f"Counted in {plain(shown.kept.label)}, up to {shown.kept.last_day:%d %B %Y}."
    borders = [
        maps.Outline(str(row["name"]), neighbourhood(row).outline())
        for _, row in places[places["city"] == city].iterrows()
    ]
    maps.draw(
        "nearby_map",
        centre=(spot.lat, spot.lon),
        radius_km=turned.radius_km,
        outlines=borders,
        squares=_squares(shown.nearby, found, turned),
        alt=f"Map of {city or 'the world'}: neighbourhoods, the fence of {turned.radius_km:g} km, "
        "and how much is watched in each square as the private release tells it",
        legend=f"viewings released, {turned.window_days} days",
        on_click=_move,
    )
    st.caption(
        f"The fence: {fence.describe()}. Click the map to move it. Squares show the private "
        f"release, never a viewing. {whose}"
    )


def _squares(known: Nearby, found: Around, turned: WheelParams) -> ground.Squares:
    values = known.cells(found.cells, turned.window_days)
    drawn = values == values  # not NaN
    if turned.radius_km <= DASHED_KM and isinstance(found.fence, Circle):
        drawn[:] = True
    return ground.Squares(
        edges=edges(found.cells[drawn]),
        values=values[drawn],
        said="about {} viewings, with noise",
        unsaid="too few to say",
    )
