"""How good the recommendations are, on screen: measured, with n, beside what is plainer."""

import pandas as pd
import streamlit as st

from core.errors import DataError
from core.recommend.mood import WANT
from ui import cache, charts, problems
from ui.typed import plain

CONTEXTS = {"hour": "The hour", "place": "The neighbourhood", "company": "Company"}
"""Ingredients of the simulated world that a page shows."""


@problems.part
def moods() -> None:
    """Let the room see how well moods are recognised; worked out when it is asked for."""
    if not st.toggle("Show how well moods are recognised", key="mood_accuracy"):
        return
    with st.container(border=True):
        with st.spinner("Hiding the moods of a fifth of the titles, five times over"):
            found = cache.accuracy()
        names = [
            f"{WANT[mood].capitalize()}, {n} titles"
            for mood, n in zip(found["mood"], found["n"], strict=True)
        ]
        frame = pd.concat(
            [
                pd.DataFrame({"name": names, "series": "Ours", "value": found["auc"]}),
                pd.DataFrame({"name": names, "series": "Genre", "value": found["genre_auc"]}),
            ]
        )
        charts.dots(
            frame,
            title="Moods recognised in titles whose moods were hidden",
            subtitle="how often a title of the mood stands before one that is not (AUC), of "
            f"{int(found['titles'].iloc[0]):,} titles; 0.5 by chance",
            low=0.5,
            high=1.0,
        )
        st.caption(
            "Measured here, on the sample catalogue: an editor's moods of a fifth of the titles "
            "are hidden, told from genres, synopsis and simulated viewings, and held against what "
            "the editor said. *Genre* is the row a plain service shows, the most watched first."
        )


@problems.part
def taste() -> None:
    """Let the room see how good a shelf is against baselines, on real ratings and simulated."""
    if not st.toggle("Show how good it is, measured", key="foryou_measured"):
        return
    with st.container(border=True):
        for name in ("ml-latest-small", "sample"):
            try:
                found = cache.measured(name)
            except DataError as error:
                st.caption(plain(str(error)))
                continue
            ndcg = found.models[found.models["measure"] == "nDCG@10"]
            charts.dots(
                ndcg.assign(series="nDCG@10").sort_values("value", ascending=False),
                title=found.about,
                subtitle=f"nDCG@10 on the last fifth of what {found.members:,} people took; "
                "95 % interval",
                form=".3f",
            )
            if not found.contexts.empty:
                _contexts(found.contexts)
        st.caption(
            "Measured beforehand with `python -m core evaluate`; ratings carry no hour, place or "
            "company, so these are judged on the simulated world only. *Shuffled* deals hours and "
            "places out anew, and seats strangers instead of friends: what is left is chance."
        )


def _contexts(found: pd.DataFrame) -> None:
    kept = found[found["ingredient"].isin(list(CONTEXTS))]
    names = [CONTEXTS[each] for each in kept["ingredient"]]
    measures = kept["measure"]
    rows = [
        pd.DataFrame(
            {
                "name": [f"{n}, {m}" for n, m in zip(names, measures, strict=True)],
                "series": series,
                "value": kept[column].astype(float),
                "low": kept[low].astype(float),
                "high": kept[high].astype(float),
            }
        )
        for series, column, low, high in (
            ("Known", "value", "low", "high"),
            ("Shuffled", "shuffled", "shuffled_low", "shuffled_high"),
        )
    ]
    charts.dots(
        pd.concat(rows),
        title="What hour, place and company are worth (simulated)",
        subtitle="height: how high the later likes of the least happy person stand, 0.5 by chance",
        form=".3f",
    )
