"""Navigation from the catalogue of ideas: which pages there are, and links between them."""

from pathlib import Path

import streamlit as st

from core.ideas import IDEAS
from ui import look

ROOT = Path(__file__).resolve().parent.parent

FIXED = (
    ("home", "Home", "home", "Decide", "The argument at a glance: goal, people, pain, ideas."),
    ("lab", "Metric lab", "science", "Decide", "Turn an idea's knobs and watch the metrics move."),
    ("people", "People", "groups", "Decide", "The personas: who they are and what they do."),
    (
        "snapshots",
        "Snapshots",
        "inventory_2",
        "Decide",
        "Saved results: open, replay, compare and download them.",
    ),
    ("moderation", "Moderation", "gavel", "Decide", "What the room reported, to be decided."),
)
"""Pages that belong to no idea: slug, title, icon, section, what they are for."""

UNLISTED = frozenset({"moderation"})
"""Pages that only a link leads to."""


def exists(slug: str) -> bool:
    """Return whether there is a page of that name yet."""
    return (ROOT / "pages" / f"{slug}.py").exists()


def page(slug: str) -> st.Page | None:
    """Return the page of an idea or a fixed page, or ``None`` where there is none yet."""
    for known, title, icon, _, about in _listed():
        if known == slug and exists(slug):
            return st.Page(
                ROOT / "pages" / f"{slug}.py",
                title=title,
                icon=f":material/{icon}:",
                url_path=slug,
                default=slug == "home",
                visibility="hidden" if slug in UNLISTED else "visible",
                help=about,
            )
    return None


def pages() -> dict[str, list[st.Page]]:
    """Return the pages by section: the fixed ones, and each idea that has one."""
    found: dict[str, list[st.Page]] = {}
    for slug, _, _, section, _ in _listed():
        made = page(slug)
        if made is not None:
            found.setdefault(section, []).append(made)
    return found


def call(slug: str, label: str, key: str, **query: list[str]) -> None:
    """Draw a primary button that opens a page with parameters in its address."""
    made = page(slug)
    if made is not None and st.button(label, type=look.main(), icon=made.icon, key=key):
        st.switch_page(made, query_params=query)


def link(slug: str, label: str, **query: list[str]) -> None:
    """Draw a link to a page of the app that carries parameters in its address."""
    made = page(slug)
    if made is not None:
        st.page_link(made, label=label, query_params=query or None)


def _listed() -> list[tuple[str, str, str, str, str]]:
    ideas = [(each.slug, each.title, each.icon, each.section, each.pitch) for each in IDEAS]
    return [*FIXED, *ideas]
