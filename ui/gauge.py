"""What privacy costs, on screen: how often the best attacker is right, how often the shelf is."""

import math

import pandas as pd
import streamlit as st

from core.nearby.privacy.meter import MONTH, Drawing, Meter
from core.nearby.spot import Privacy
from ui import cache, charts, house, problems

CROWDS = (200, 1000)
"""People in the area that the page offers."""


@problems.part
def meter(drawing: Drawing, *, own: bool) -> None:
    """Draw what privacy would have been spent by this server's draws, if people were real.

    Args:
        drawing: The release on the page.
        own: Whether the viewer brought a history.
    """
    log = Meter(house.folder() / "meter.sqlite", cap=math.inf)
    log.spend(drawing)
    table, spent = log.read(), log.member()
    draws = int(table["draws"].max())
    times = "one draw" if draws == 1 else f"{draws} draws"
    st.progress(
        min(spent / MONTH, 1.0),
        text=f"If they were real: epsilon {spent:g} of {MONTH:g} a month, by {times}",
    )
    st.caption(
        "The members are made up, so drawing is free here. With real people each new draw would "
        f"cost whoever watches daily epsilon {30 * drawing.epsilon:g} in 30 days, on top of what "
        "was spent; asking the same release again costs nothing."
    )
    if spent > MONTH:
        st.caption(
            ":material/block: That is more than a month may cost: with real people the draws "
            "beyond it would have been refused, and the release before them shown."
        )
    if own:
        st.caption(
            "Your own history is not in the count and costs nothing: it only shapes your wheel."
        )


@problems.part
def draw(kept: Privacy) -> None:
    """Let the room see the trade-off; worked out when it is asked for."""
    if not st.toggle("Show what privacy costs", key="nearby_gauge"):
        return
    with st.container(border=True):
        people = st.segmented_control(
            "People in the area", CROWDS, default=CROWDS[1], required=True, key="nearby_people"
        )
        with st.spinner("Playing neighbourhoods"):
            found = cache.tradeoff(kept.m, int(people or CROWDS[1]))
        names = [f"epsilon {each:g}" for each in found["epsilon"]]
        charts.dots(
            pd.concat(
                [
                    pd.DataFrame(
                        {
                            "name": names,
                            "series": "Attacker right",
                            "value": found["attack_success"],
                        }
                    ),
                    pd.DataFrame(
                        {"name": names, "series": "Top five right", "value": found["recall"]}
                    ),
                ]
            ),
            title="Privacy against truth",
            subtitle=f"the best guess about one member with {kept.m} titles, which share of the "
            "true top five is released; 50 % is blind guessing",
            form=".0%",
            high=1.0,
        )
        st.caption(
            "The attacker knows everybody else's viewings and everything that was released; the "
            "figure is exact. The top five is played on 20 simulated neighbourhoods."
        )
