"""Points on screen: what a find pays, the leaderboard, and the shop."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st

from core.errors import GreenlightError
from core.nearby.spot import Privacy
from core.nearby.wheel import Spin, WheelParams
from core.rewards.claims import Paid, home, move
from core.rewards.claims import claim as pay
from core.rewards.honest import BOUND, USED, house
from core.rewards.leaderboard import hide, leaderboard
from core.rewards.ledger import Ledger
from core.rewards.rules import Claim, Rules, house_rules
from core.rewards.shop import Bought, buy, orders, shelf
from core.store.store import POINTS
from ui import cache, problems, room
from ui.house import folder
from ui.typed import plain
from ui.viewers import Viewer

UNPAID = (
    "No points for viewings that somebody brought: who brings a file could bring what pays. The "
    "sample world's are paid."
)

SAID, CLOCK, RULES = "market_said", "market_clock", "market_rules"
"""What came of the last request, when the last title of this demo's evening ended, what pays."""


def rules() -> Rules:
    """Return the house rules; in this demo everybody is new, so nobody waits."""
    if RULES not in st.session_state:
        st.session_state[RULES] = dataclasses.replace(house(cache.world()), wait_days=0)
    found: Rules = st.session_state[RULES]
    return found


def claim(
    viewer: Viewer, landed: Spin, spun_at: datetime, place: str, where: tuple[float, float]
) -> None:
    """Let somebody say they watched what the wheel chose, and be paid if the rules allow.

    Args:
        viewer: For whom the wheel was spun.
        landed: What came of it, as logged.
        spun_at: When, as logged.
        place: Neighbourhood it was spun for.
        where: Latitude and longitude of the fence.
    """
    row = cache.world().titles.iloc[landed.title]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Watched it",
            icon=":material/check:",
            key=f"market_claim_{landed.key}",
            on_click=_claim,
            args=(viewer.key, row, spun_at, place, where),
            help="In this demo a press stands for a viewing to the end.",
        )
        st.markdown(f"**{_ledger().balance(room.guest()):,}** points")
    said = st.session_state.get(SAID)
    if said:
        st.caption(plain(said))


def _ledger() -> Ledger:
    return cache.ledger(str(folder() / POINTS))


def _claim(
    viewer: str, row: pd.Series, spun_at: datetime, place: str, where: tuple[float, float]
) -> None:
    title_id, minutes = str(row["title_id"]), float(row["minutes"])
    ledger, guest, now = _ledger(), room.guest(), datetime.now(UTC)
    began = max(now, st.session_state.get(CLOCK, now)) + timedelta(seconds=1)
    ended = began + timedelta(minutes=minutes)
    room.act("nearby", viewer, "taken", title_id, "wheel")
    try:
        if home(ledger, guest) is None:
            move(ledger, guest, place, at=now, rules=rules())
        found = pay(
            ledger,
            Claim(
                member=guest,
                title_id=title_id,
                title=str(row["title"]),
                place=place,
                spun_at=spun_at,
                began=began,
                ended=ended,
                minutes=minutes,
                running=minutes,
                latitude=where[0],
                longitude=where[1],
            ),
            _believed,
            rules(),
        )
    except GreenlightError as error:
        st.session_state[SAID] = str(error)
        return
    st.session_state[SAID] = found.sentence
    if isinstance(found, Paid):
        st.session_state[CLOCK] = ended


def _believed(title_id: str, place: str) -> bool:
    """Whether the private release, as it is by default, is sure that a place likes a title."""
    world = cache.world()
    row = world.place(place)
    known = cache.nearby(room.own_secret(), Privacy())
    found = known.around(
        float(row["latitude"]), float(row["longitude"]), known.chart, WheelParams()
    )
    return bool(found.believed[cache.guide().data.titles.get_loc(title_id)])


@problems.part
def points(place: str) -> None:
    """Draw the leaderboard and the shop of a neighbourhood."""
    st.header("Points, and what they buy", anchor=False)
    ledger, guest = _ledger(), room.guest()
    board, shop = st.columns([1, 1.8], gap="large")
    with board:
        _board(place)
    with shop:
        st.markdown(f"**Shop** · you have **{ledger.balance(guest):,}** points")
        said = st.session_state.get("market_bought")
        if said:
            st.caption(plain(said))
        with st.grid(3, min_column_width=170, gap="small"):
            for each in shelf(ledger):
                with st.container(border=True, height="stretch"):
                    st.markdown(f"**{plain(each.item.name)}**")
                    if each.item.sponsor:
                        st.badge(f"Sponsored by {each.item.sponsor}", color="orange")
                    st.caption(f"{each.item.price:,} points · {each.stock:,} left")
                    st.button(
                        "Buy",
                        key=f"market_buy_{each.item.item}",
                        on_click=_buy,
                        args=(each.item.item, each.item.price),
                        disabled=each.stock < 1,
                    )
        bought = orders(ledger, guest)
        if bought:
            st.dataframe(
                {
                    "Order": [each.number for each in bought],
                    "Item": [each.item.name for each in bought],
                    "Points": [each.item.price for each in bought],
                },
                hide_index=True,
                alt="Your orders",
            )


def _board(place: str) -> None:
    ledger, guest, places = _ledger(), room.guest(), cache.world().places
    row = cache.world().place(place)
    wide = st.segmented_control(
        "Leaderboard",
        ["Neighbourhood", "City"],
        default="Neighbourhood",
        required=True,
        key="market_board",
    )
    city = places.loc[places["city"] == row["city"], "place_id"]
    mine = [place] if wide == "Neighbourhood" else [str(each) for each in city]
    found = leaderboard(ledger, guest, mine, datetime.now(UTC).date())
    if not found.rows and found.own is None:
        st.caption(f"Nobody has earned points in {row['name']} this week. Spin, and be the first.")
    else:
        lines = list(found.rows)
        if found.own is not None and found.own not in lines:
            lines.append(found.own)
        st.dataframe(
            {
                "Rank": [each.rank for each in lines],
                "Who": [
                    "You" if each.member == guest else f"Guest {each.member[:4]}" for each in lines
                ],
                "Points": [each.points for each in lines],
            },
            hide_index=True,
            alt="Leaderboard of this week",
        )
    st.toggle(
        "Hide me from others",
        key="market_hide",
        on_change=_hide,
        help="Others see neither your name nor your points, nor a gap where you stood.",
    )
    with st.expander("House rules", icon=":material/gavel:"):
        for sentence in house_rules(rules()).values():
            st.caption(f"- {sentence}")
        st.caption(
            f"The number for seven days follows from what honest members earn in the sample, at "
            f"{USED:g} titles a day: no account, however clever, earns over {BOUND:g} times that."
        )


def _hide() -> None:
    ledger = _ledger()
    hide(ledger, room.guest(), bool(st.session_state.get("market_hide")), at=datetime.now(UTC))


def _buy(item: str, price: int) -> None:
    ledger, guest, now = _ledger(), room.guest(), datetime.now(UTC)
    number = st.session_state.get("market_number", 0) + 1
    st.session_state["market_number"] = number
    try:
        found = buy(ledger, guest, item, price, f"{guest}-{number}", at=now)
    except GreenlightError as error:
        st.session_state["market_bought"] = str(error)
        return
    if isinstance(found, Bought):
        st.session_state["market_bought"] = f"Order {found.order} is yours."
        room.bought(item, price)
    else:
        st.session_state["market_bought"] = found.sentence
