"""The export bar: snapshot, table, scenario and link, always in the same place."""

import urllib.parse

import streamlit as st

from core.simulation.scenario import Scenario
from core.snapshot import shelf
from ui import cache, controls, look
from ui.house import DATA

SHELF = DATA / "snapshots"
"""Where saved snapshots lie; everybody who opens this server sees them."""


def bar(scenario: Scenario) -> None:
    """Draw the export bar of a scenario."""
    name = f"greenlight-{scenario.digest[:8]}"
    with st.container(border=True):
        st.markdown("**Take it with you**")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                "Snapshot",
                lambda: cache.pack(scenario),
                f"{name}.zip",
                "application/zip",
                icon=":material/folder_zip:",
                type=look.main(),
                on_click="ignore",
                key="export_snapshot",
                help="One zip: scenario, numbers, charts, a report that prints. "
                "Replay it with: python -m core snapshot replay FILE",
            )
            st.download_button(
                "Table",
                lambda: cache.run(scenario)[0].table().to_csv(index=False),
                f"{name}.csv",
                "text/csv",
                icon=":material/table:",
                on_click="ignore",
                key="export_table",
            )
            st.download_button(
                "Scenario",
                scenario.to_toml(),
                f"{name}.toml",
                "application/toml",
                icon=":material/description:",
                on_click="ignore",
                key="export_scenario",
            )
            if st.button("Save on the shelf", icon=":material/inventory_2:", key="export_save"):
                with st.spinner("Packing the snapshot"):
                    shelf.save(SHELF, cache.pack(scenario))
                st.toast("Saved. Find it under Snapshots.", icon=":material/check:")
            with st.popover("Link", icon=":material/link:"):
                st.markdown("Opens this scenario in the Metric lab:")
                st.code(address(scenario), language=None, wrap_lines=True)
        st.caption(
            "Link holds the whole scenario: copy it, and a colleague sees the same. "
            f"Scenario {scenario.digest[:12]}."
        )


def address(scenario: Scenario) -> str:
    """Return the address that opens a scenario in the Metric lab of this server."""
    here = urllib.parse.urlsplit(st.context.url or "/")
    query = urllib.parse.urlencode(controls.query(scenario), doseq=True)
    return urllib.parse.urlunsplit((here.scheme, here.netloc, "/lab", query, ""))
