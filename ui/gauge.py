"""What privacy costs, on screen: how often the best attacker is right, how often the shelf is."""

import pandas as pd
import streamlit as st

from core.nearby.spot import Privacy
from ui import cache, charts, problems

CROWDS = (200, 1000)
"""People in the area that the page offers."""


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
