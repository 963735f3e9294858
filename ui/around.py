"""The neighbourhood on screen: its knobs, the map and the wheel, and what it landed on."""

from datetime import UTC, datetime

import streamlit as st

from core.ideas import Idea
from core.nearby.alike import FULL, Alike
from core.nearby.broughtrelease import Kept
from core.nearby.fence import Circle
from core.nearby.peopled import city_of, peopled
from core.nearby.result import reasons
from core.nearby.spins import Spins
from core.nearby.spot import Around, Privacy
from core.nearby.wheel import Spin, WheelParams
from core.nearby.wheel import wheel as slices_of
from core.store import store
from ui import (
    brought,
    cache,
    gauge,
    house,
    live,
    market,
    posters,
    problems,
    prototype,
    room,
    wheel,
    where,
)
from ui.brought import Shown
from ui.knobs import knobs
from ui.typed import plain
from ui.viewers import OWN, Viewer
from ui.where import Spot

SPINS = house.DATA / store.SPINS
"""The log of every spin; a key is answered once and the same ever after."""

LATEST = 6
"""Spins of the room that are shown."""

SPUN, SURE, REST, ALIKE = (f"nearby_{part}" for part in ("spun", "sure", "rest", "alike"))

TOO_FEW = (
    "The release can tell nothing: too few watched in any one district. Choose a larger epsilon or "
    "bring more people or days, in another draw."
)


def params() -> WheelParams:
    """Draw the knobs of the wheel, what matters most in sight; return them."""
    found = knobs("wheel", WheelParams(), only=("radius_km", "taste", "surprise"))
    with st.expander("Window, flavour and slices", icon=":material/tune:"):
        return knobs("wheel", found, only=("window_days", "half_life_h", "flavour", "slices"))


def privacy(viewer: Viewer, kept: Kept | None) -> Shown:
    """Let the room turn the privacy of the release, and say what a draw costs; return what to read.

    Args:
        viewer: For whom the wheel is.
        kept: What is shown, if somebody brought it.
    """
    with st.expander("Privacy of the count", icon=":material/shield:", key="nearby_privacy"):
        turned = knobs("privacy", Privacy())
        if kept is None:
            shown = Shown(nearby=cache.nearby(room.own_secret(), turned), privacy=turned)
            gauge.meter(shown.nearby.drawing, own=viewer.key == OWN)
        else:
            shown = Shown(nearby=kept.nearby, privacy=kept.privacy, kept=kept)
            brought.spent(kept, turned)
        brought.bring(kept, turned)
    return shown


@problems.part
def spin(of: Idea, viewer: Viewer, place_id: str, turned: WheelParams, shown: Shown) -> None:
    """Draw the map and the wheel; clicking the one and spinning the other runs this part only."""
    if shown.kept is not None and shown.kept.start is None:
        st.info(TOO_FEW, icon=":material/info:")
        return
    spot, known = where.stands(place_id, shown), shown.nearby
    asked = peopled(
        Circle(lat=spot.lat, lon=spot.lon, radius_km=turned.radius_km),
        cache.world().places,
        lambda fence: known.sure(fence, turned.window_days),
    )
    found = known.inside(asked.fence, cache.guide().taste.scores(viewer.history), turned)
    city = city_of(asked.fence, cache.world().places)
    st.session_state[ALIKE] = Alike.of(known, asked.fence, within=city)
    if asked.note:
        st.info(asked.note, icon=":material/info:")
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        where.draw(spot, turned, shown, found)
    with right:
        landed = _wheel(viewer, spot, turned, found)
    if landed is not None:
        _result(of, viewer, spot, turned, found, landed, paid=shown.kept is None)


def _wheel(viewer: Viewer, spot: Spot, turned: WheelParams, found: Around) -> Spin | None:
    guide = cache.guide()
    titles = guide.world.titles["title"]
    scores = found.trend.scores.copy()
    scores[~guide.kept] = -float("inf")
    scores[viewer.history.titles] = -float("inf")
    asked = (spot, turned, viewer.key)
    last = _last(asked)
    fresh = slices_of(turned, scores)
    st.session_state[SURE] = (
        sum(bool(found.believed[each.title]) for each in fresh),
        len(fresh),
    )
    shown = last.slices if last is not None else fresh

    def turn() -> None:
        number = st.session_state.get("nearby_number", 0) + 1
        st.session_state["nearby_number"] = number
        made = Spins(SPINS).spin(
            turned,
            scores,
            seed=int.from_bytes(room.own_secret()[:7], "big"),
            key=f"{room.guest()}-{live.visit()}-{number}",
            member=room.guest(),
            at=datetime.now(UTC),
        )
        st.session_state[SPUN] = asked, made
        live.publish("spins")

    wheel.draw(
        "nearby_wheel",
        [(str(titles.iloc[each.title]), each.start, each.end) for each in shown],
        None if last is None else last.landed,
        None if last is None else last.angle,
        spin_id="" if last is None else last.key,
        label=f"Spin the wheel of {len(shown)} titles",
        on_spin=turn,
        on_rest=_at_rest,
    )
    st.caption("A slice's angle is its chance. The server draws, the wheel only shows it.")
    return last if last is not None and st.session_state.get(REST) == last.key else None


def _last(asked: tuple[Spot, WheelParams, str] | None = None) -> Spin | None:
    """Return this browser's last spin; none if the wheel was asked for differently since."""
    found: tuple[object, Spin] | None = st.session_state.get(SPUN)
    return found[1] if found is not None and asked in (None, found[0]) else None


def _at_rest(spin_id: str) -> None:
    st.session_state[REST] = spin_id
    live.publish("spins", here=True)  # now it may be told here too


def sure() -> prototype.Measured | None:
    """Return how much of the wheel's effect is left here: density times likeness.

    A slice that is only popular further around is what any service shows, and so is a title that
    everybody watches everywhere: neither makes anybody try more. More neighbours make more slices
    sure; a wider fence holds people who are less alike.
    """
    found: tuple[int, int] | None = st.session_state.get(SURE)
    likeness: Alike | None = st.session_state.get(ALIKE)
    if found is None or likeness is None:
        return None
    some, whole = found
    share = some / whole * likeness.share
    return prototype.Measured(
        field="tried",
        share=share,
        words=f"Measured here: the count is sure of {some} of {whole} slices, and what neighbours "
        f"watched in other weeks foretells {likeness.gain:.1%} more of a week than the world's "
        f"chart does ({FULL:.0%} or more: all of the effect; assumption). The figures take {some}/"
        f"{whole} x {likeness.share:.2f} = {share:.2f} of *More new titles tried*.",
    )


@live.part("spins")
def others() -> None:
    """Show what the room's wheels landed on lately; new ones are pushed."""
    spins = Spins(SPINS).read(LATEST + 1) if SPINS.exists() else []
    last = _last()
    if last is not None and st.session_state.get(REST) != last.key:
        spins = [each for each in spins if each[2].key != last.key]  # it still turns
    spins = spins[-LATEST:][::-1]
    if not spins:
        st.caption("Nobody in the room has spun yet.")
        return
    titles = cache.world().titles["title"]
    said = [
        f"{'You' if who == room.guest() else f'Guest {who[:4]}'}: "
        f"**{plain(str(titles.iloc[made.title]))}**"
        for who, _, made in spins
    ]
    st.caption(":material/casino: In this room: " + " · ".join(said))


def _result(
    of: Idea,
    viewer: Viewer,
    spot: Spot,
    turned: WheelParams,
    found: Around,
    landed: Spin,
    *,
    paid: bool,
) -> None:
    guide = cache.guide()
    row = guide.world.titles.iloc[landed.title]
    room.shown(of.slug, viewer.key, [(str(row["title_id"]), "wheel")])
    with st.container(border=True):
        art, words = st.columns([1, 5], gap="medium")
        with art:
            posters.art(row, 110)
        with words:
            st.subheader(plain(str(row["title"])), anchor=False)
            st.markdown(plain(str(row["synopsis"])))
            for why in reasons(found, landed.title, turned.radius_km):
                st.caption(f":material/explore_nearby: {plain(why)}")
            if paid:
                spun_at = Spins(SPINS).at(landed.key)
                market.claim(viewer, landed, spun_at, spot.place, (spot.lat, spot.lon))
            else:
                st.caption(market.UNPAID)
