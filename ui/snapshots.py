"""Saved results on screen: open, replay, compare two side by side, download."""

import contextlib

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import snapshot
from core.errors import SnapshotError
from core.ideas import idea
from core.metrics import METRICS
from core.simulation.panel import record
from core.simulation.words import label
from core.snapshot import Snapshot, shelf, text
from ui import cache, charts, controls, look, navigation
from ui.export import SHELF
from ui.typed import plain

_SHOWN, _REMOVED = "snapshot_shown", "snapshot_removed"
OPEN, COMPARE = "Open one", "Compare two"


def upload() -> None:
    """Let a visitor bring a snapshot file; a good one goes on the shelf and is opened."""
    file = st.file_uploader(
        "Open a snapshot file",
        type="zip",
        key="snapshot_file",
        help="A .zip that the export bar or the terminal made. It is checked before it is read.",
    )
    if file is None:
        return
    if st.session_state.get("snapshot_seen") == file.file_id:
        return
    try:
        path = shelf.save(SHELF, file.getvalue())
    except SnapshotError as error:
        st.error(plain(f"{file.name}: {error}"), icon=":material/block:")
        return
    st.session_state["snapshot_seen"] = file.file_id
    st.session_state["snapshot_open"] = path.stem
    st.toast("On the shelf and open.", icon=":material/inventory_2:")


def draw() -> None:
    """Draw the shelf, and what the room asked of it."""
    entries = cache.shelved(SHELF)
    for entry in entries:
        if entry.problem:
            st.warning(f"{entry.path.name}: {entry.problem}", icon=":material/broken_image:")
    found = {entry.key: entry.snapshot for entry in entries if entry.snapshot is not None}
    if not found:
        st.info(
            "Nothing saved yet. In the Metric lab, turn the knobs until you like what you see, "
            "then choose “Save on the shelf”: it appears here, for everybody in the room.",
            title="The shelf is empty",
            icon=":material/inventory_2:",
        )
        navigation.link("lab", "Go to the Metric lab")
        return
    view = st.segmented_control(
        "View", [OPEN, COMPARE], default=OPEN, required=True, key="snapshot_view",
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    if view == COMPARE:
        _compare(found)
        return
    before = str(st.session_state.get(_SHOWN, ""))
    gone = bool(before) and before not in found
    if gone and not st.session_state.pop(_REMOVED, False):
        st.warning(
            f"The snapshot that was open ({before[:8]}) has been taken off the shelf; here is "
            "another one.",
            icon=":material/inventory_2:",
        )
    key = _choose(found, "Snapshot", "snapshot_open")
    st.session_state[_SHOWN] = key
    _open(key, found[key], gone=gone)


def title(found: Snapshot) -> str:
    """Return a snapshot's name for people: its ideas, question and moment."""
    ideas = [idea(slug).title for slug in found.scenario.ideas] or ["Today's service"]
    named = ", ".join(ideas[:3]) + (f" and {len(ideas) - 3} more" if len(ideas) > 3 else "")
    question = "what if" if found.manifest.question == "what-if" else "A/B test"
    moment = found.manifest.at[:16].replace("T", " ")
    return f"{named} · {question} · {moment} UTC · {found.id[:8]}"


def _choose(found: dict[str, Snapshot], label: str, key: str, index: int = 0) -> str:
    names = list(found)
    chosen = st.selectbox(
        label,
        names,
        index=min(index, len(names) - 1),
        format_func=lambda name: title(found[name]) if name in found else name,
        key=key,
        bind="query-params",
    )
    return chosen if chosen in found else names[0]


def _open(key: str, found: Snapshot, *, gone: bool) -> None:
    setup = found.scenario.setup
    st.markdown(
        f"{text.QUESTIONS.get(setup.question, setup.question)} {setup.members:,} members in each "
        f"world, {setup.days} days, seed {setup.seed}."
    )
    _tiles(found)
    _guardrails(found)
    with st.container(horizontal=True, vertical_alignment="center"):
        again = st.button(
            "Replay", icon=":material/replay:", type=look.main(), key="snapshot_replay"
        )
        st.download_button(
            "Download",
            _bytes(key),
            f"greenlight-{found.id[:12]}.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
            key="snapshot_download",
        )
        lab = navigation.page("lab")
        if lab is not None:
            st.page_link(
                lab,
                label="Open in the Metric lab",
                icon=":material/science:",
                query_params=controls.query(found.scenario),
            )
        with st.popover("Remove", icon=":material/delete:", key=f"snapshot_ask_{key}"):
            st.markdown("Take it off the shelf for everybody? Download it first to keep it.")
            st.button(
                "Remove for everybody",
                type=look.main(),
                on_click=_remove,
                args=(key,),
                key=f"snapshot_remove_{key}",
            )
    st.caption("Numbers as the file says them: Replay proves that this machine gets the same.")
    if again and not gone:  # a click meant for a snapshot that is gone proves nothing
        _replay(found)
    drawn = found.charts(dark=look.dark())
    charts.draw(drawn.pop("lift"))
    if drawn:
        with st.expander("Day by day", icon=":material/timeline:"):
            for spec in drawn.values():
                charts.draw(spec)
    with st.expander("Where the numbers come from", icon=":material/fingerprint:"):
        rows = text.made(found)
        st.dataframe(
            {"What": [name for name, _ in rows], "Value": [value for _, value in rows]},
            hide_index=True,
            alt="Digest, commit, versions, seed and methods of the snapshot",
        )


def _tiles(found: Snapshot) -> None:
    rows = text.cells(found)
    with st.grid(4, min_column_width=210, gap="small"):
        for of in METRICS:
            if of.role != "success":
                continue
            treatment, lift = (rows.get((of.slug, arm, "all")) for arm in ("treatment", "lift"))
            if treatment is None:
                st.metric(charts.named(of), None, border=True, height="stretch")
                continue
            says, _ = text.figure(lift, "lift")
            flat = lift is not None and lift["estimate"] == 0
            st.metric(
                charts.named(of),
                f"{treatment['estimate']:,.4g}",
                0 if flat else says or None,
                delta_color="off",
                delta_description=charts.between(lift["low"], lift["high"]) if lift else None,
                border=True,
                height="stretch",
            )


def _guardrails(found: Snapshot) -> None:
    rows = text.cells(found)
    with st.container(horizontal=True, gap="small"):
        for of in METRICS:
            row = rows.get((of.slug, "difference", "all"))
            verdict = row.get("verdict") if row else None
            if verdict in charts.VERDICTS:
                words, colour, icon = charts.VERDICTS[verdict]
                st.badge(of.label, icon=f":material/{icon}:", color=colour, help=words)


def _replay(found: Snapshot) -> None:
    with st.status("Replaying every number", expanded=True) as status:
        bar = st.progress(0.0)
        try:
            result = snapshot.replay(
                found, lambda scenario: record(scenario, lambda share: _show(bar, share))
            )
        except SnapshotError as error:
            status.update(label="Cannot be replayed here", state="error")
            st.error(plain(str(error)), icon=":material/history_toggle_off:")
            return
        if result.equal:
            status.update(label=f"Equal: all {result.numbers:,} numbers replay", state="complete")
            st.code(f"digest {result.replayed}", language=None)
        else:
            status.update(label="Different numbers", state="error", expanded=True)
            st.code(str(result), language=None)


def _show(bar: DeltaGenerator, share: float) -> None:
    bar.progress(share)


def _bytes(key: str) -> bytes:
    try:
        return (SHELF / f"{key}.zip").read_bytes()
    except FileNotFoundError:
        return b""  # taken off the shelf just now: the next turn says so


def _remove(key: str) -> None:
    with contextlib.suppress(SnapshotError):  # somebody else was faster
        shelf.remove(SHELF, key)
    left = [path.stem for path, _ in shelf.files(SHELF)]
    st.session_state[_REMOVED] = True
    if left:
        st.session_state["snapshot_open"] = left[0]
    else:
        st.session_state.pop("snapshot_open", None)


def _compare(found: dict[str, Snapshot]) -> None:
    if len(found) < 2:
        st.info("Save a second snapshot to compare it with this one.", icon=":material/compare:")
        return
    left, right = st.columns(2)
    with left:
        a = _choose(found, "A", "snapshot_a", 1)
    with right:
        b = _choose(found, "B", "snapshot_b", 0)
    result = snapshot.compare(found[a], found[b])
    st.subheader("What was turned", anchor=False)
    if result.knobs.empty:
        st.caption("No knob differs.")
    else:
        st.dataframe(
            {
                "Knob": [label(place) for place in result.knobs["knob"]],
                "A": [said or "off" for said in result.knobs["a"]],
                "B": [said or "off" for said in result.knobs["b"]],
            },
            hide_index=True,
            height="content",
            alt="Knobs that differ between both snapshots",
        )
    st.subheader("What came out", anchor=False)
    st.dataframe(
        _side_by_side(result.metrics),
        hide_index=True,
        height="content",
        alt="Each metric's treatment figure and lift in both snapshots",
    )


def _side_by_side(metrics: pd.DataFrame) -> pd.DataFrame:
    rows = {
        (row["metric"], row["arm"]): row
        for row in metrics[metrics["persona"] == "all"].to_dict("records")
    }
    made = []
    for of in METRICS:
        treatment, lift = (rows.get((of.slug, arm)) for arm in ("treatment", "lift"))
        if treatment is None:
            continue
        lifts = {
            side: text.figure(
                {name: lift[f"{name}_{side}"] for name in ("estimate", "low", "high")}, "lift"
            )
            if lift is not None
            else ("", "")
            for side in ("a", "b")
        }
        made.append(
            {
                "Metric": f"{of.label}, {of.unit}",
                "A": text.number(treatment["estimate_a"]),
                "B": text.number(treatment["estimate_b"]),
                "Lift in A": " · ".join(filter(None, lifts["a"])),
                "Lift in B": " · ".join(filter(None, lifts["b"])),
            }
        )
    return pd.DataFrame(made)
