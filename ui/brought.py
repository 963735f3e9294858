"""Viewings with places that somebody brings: whose are shown, and what a draw of them costs."""

import dataclasses
from datetime import UTC, datetime

import streamlit as st

from core.errors import GreenlightError, NearbyError
from core.importers.sheets import MOST_BYTES
from core.nearby import broughtrelease
from core.nearby.brought import LEAST_MEMBERS, read
from core.nearby.broughtrelease import CAP, Kept
from core.nearby.spot import Nearby, Privacy
from ui import cache, house, me, room
from ui.typed import plain

SAMPLE = "sample"
"""Chosen instead of a release that is kept."""

_WHOSE = "nearby_whose"
_NEXT, _FILE, _SAID = "brought_next", "brought_file", "brought_said"
"""Which release to show from the next run on, number of the file that is waited for, and what was
understood of the last one."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """What the page reads: a release, how it was drawn, and what is known of where it came from.

    Args:
        nearby: The release.
        privacy: How it was drawn.
        kept: Whose it is, if somebody brought them; nothing for the sample world.
    """

    nearby: Nearby
    privacy: Privacy
    kept: Kept | None = None


def whose() -> Kept | None:
    """Let the room choose whose viewings to see, once somebody brought some."""
    found, _ = _kept()
    if _NEXT in st.session_state:
        st.session_state[_WHOSE] = st.session_state.pop(_NEXT)
    if not found:
        return None
    chosen = st.selectbox(
        "Whose viewings",
        [SAMPLE, *found],
        format_func=lambda name: _named(found[name]) if name in found else "The sample world's",
        key=_WHOSE,
        help="What somebody brought is seen by everybody here, as its private release tells it.",
        bind="query-params",
    )
    return found.get(str(chosen))


def bring(shown: Kept | None, turned: Privacy) -> None:
    """Let a presenter draw the release of a file, or remove the one that is shown.

    Args:
        shown: The release on the page, if it is not the sample world's.
        turned: How a release would be drawn.
    """
    st.markdown("**Bring viewings with places**")
    if not me.presenter():
        st.caption("The presenter may bring a service's own viewings, for everybody to see here.")
        return
    st.caption(
        "A CSV with columns for member, title, time (with its zone), latitude and longitude, of at "
        f"least {LEAST_MEMBERS} members. Only its release is kept, never the file. Every day in it "
        f"pays for a draw; a day may cost {CAP:.3g} in all, whichever files it comes in."
    )
    file = st.file_uploader(
        "Viewings with places",
        type=["csv", "tsv", "txt"],
        key=f"{_FILE}_{st.session_state.setdefault(_FILE, 0)}",
        max_upload_size=MOST_BYTES // 2**20,
        label_visibility="collapsed",
    )
    word = "Draw" if shown is None else "Draw anew"
    asked = st.button(
        f"{word} (costs epsilon {turned.epsilon:g})",
        icon=":material/draw:",
        key="brought_draw",
        disabled=file is None,
        width="stretch",
    )
    if asked and file is not None:
        _draw(file.name, file.getvalue(), turned)
    for sentence in (*st.session_state.get(_SAID, ()), *_kept()[1]):
        st.caption(plain(sentence))
    if shown is not None:
        st.button(
            f"Remove {plain(shown.label)}",
            icon=":material/delete:",
            key="brought_remove",
            on_click=_remove,
            args=(shown.name,),
            help="The release goes; what it cost stays spent.",
            width="stretch",
        )


def spent(shown: Kept, turned: Privacy) -> None:
    """Say what the people of a release have spent.

    Args:
        shown: The release.
        turned: How the next one would be drawn.
    """
    log = broughtrelease.meter(house.folder())
    day = log.most(shown.nearby.drawing.days)
    st.progress(min(day / CAP, 1.0), text=f"Epsilon {day:.3g} of {CAP:.3g} for each day is spent")
    st.caption(
        f"Shown is the release that was drawn at epsilon {shown.privacy.epsilon:g} with "
        f"{shown.privacy.m} titles a day, {shown.drawn_at:%d %B %Y, %H:%M} UTC. Asking it again "
        "costs nothing"
        + ("." if turned == shown.privacy else "; the knobs are those of the next draw.")
    )


def _kept() -> tuple[dict[str, Kept], list[str]]:
    """Return the releases that are kept here by their names, and what is wrong with others."""
    found, wrong = [], []
    for path in broughtrelease.kept(house.folder()):
        try:
            about = path.stat()
            found.append(cache.brought(str(path), about.st_mtime_ns, about.st_size))
        except NearbyError as error:
            wrong.append(str(error))
        except FileNotFoundError:
            continue  # removed by somebody else a moment ago
    found.sort(key=lambda each: each.drawn_at, reverse=True)
    return {each.name: each for each in found}, wrong


def _named(kept: Kept) -> str:
    return f"{kept.label}, epsilon {kept.privacy.epsilon:g}, {kept.drawn_at:%d %b %H:%M:%S}"


def _draw(name: str, data: bytes, turned: Privacy) -> None:
    titles, now = cache.world().titles, datetime.now(UTC)
    try:
        with st.spinner("Reading, and counting in private"):
            brought = read(name, data, titles, now=now)
            drawn = broughtrelease.keep(
                brought,
                titles,
                secret=room.own_secret(),
                privacy=turned,
                folder=house.folder(),
                at=now,
            )
    except GreenlightError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[_NEXT] = drawn
    st.session_state[_FILE] += 1  # the file leaves the memory of this server
    st.session_state[_SAID] = (
        f"{name}: {len(brought.crowd['ts']):,} viewings of {brought.members:,} members on "
        f"{len(brought.days)} days.",
        *brought.notes,
    )
    st.rerun()


def _remove(name: str) -> None:
    if me.presenter():
        broughtrelease.remove(house.folder(), name)
        st.session_state.pop(_SAID, None)
