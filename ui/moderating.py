"""The presenter's queue: what was reported, and what becomes of it."""

from datetime import datetime

import streamlit as st

from core.errors import SocialError
from core.identity.acting import acting
from core.social import moderation
from core.social.moderation import Case, Decision
from core.social.ref import Ref
from core.store.store import Store
from ui import acts, cache, live, me
from ui.ago import ago
from ui.typed import plain

NAMES = {
    "review": "Review",
    "experience": "Evening",
    "story": "Story",
    "list": "Playlist",
    "comment": "Comment",
}
DECISIONS: tuple[tuple[Decision, str, str], ...] = (
    ("keep", "Keep it", "check"),
    ("spoiler", "Mask it as a spoiler", "visibility_off"),
    ("remove", "Take it down", "gavel"),
)
PAST = {"keep": "kept", "spoiler": "masked", "remove": "taken down"}
LATEST = 10
"""Decisions of the log that are shown."""


@live.part("reports")
def draw() -> None:
    """Draw what waits for a decision, and what was decided; a sentence for all but presenters."""
    acts.said()
    try:
        with cache.store().reading() as connection:
            cases = moderation.queue(connection, me.user().id)
            done = moderation.decisions(connection, me.user().id)[:LATEST]
    except SocialError as error:
        st.info(plain(str(error)), icon=":material/key:")
        return
    if not cases:
        st.success("Nothing waits for a decision.", icon=":material/done_all:")
    for case in cases:
        _case(case)
    if done:
        st.subheader("Decided", anchor=False)
        for each in done:
            st.caption(
                f"{ago(each.at, acts.now())}: {NAMES[each.ref.kind].lower()} {PAST[each.decision]} "
                f"by {plain(each.presenter)}"
            )


def _case(case: Case) -> None:
    with st.container(border=True):
        said = ", ".join(f"{count} x {why}" for why, count in case.why)
        before = f" · earlier {PAST[case.before]}" if case.before else ""
        st.markdown(
            f"**{NAMES[case.ref.kind]}** by **{plain(case.author.name)}** · "
            f"reported {ago(case.first, acts.now())}: {said}{before}"
        )
        st.text(case.quoted or "(no words)")
        for words in case.words:
            st.caption(f":material/flag: {plain(words)}")
        with st.container(horizontal=True, gap="small"):
            for decision, label, icon in DECISIONS:
                st.button(
                    label,
                    key=f"moderation_{decision}_{case.ref.id}",
                    icon=f":material/{icon}:",
                    on_click=_decide,
                    args=(case.ref, decision),
                )


def _decide(ref: Ref, decision: Decision) -> None:
    acts.do("social", _decided, ref, decision)
    for topic in ("stories", "playlists", "reports"):
        live.publish(topic)


def _decided(store: Store, user_id: str, ref: Ref, decision: Decision, *, at: datetime) -> None:
    with acting(store, user_id) as (connection, who):
        moderation.decide(connection, who, ref, decision, at)
