"""A small catalogue with tastes, for suggestions: two camps that like different halves."""

import numpy as np
import pandas as pd

from core.playlists.suggesting import Tastes
from core.recommend.history import interactions
from core.recommend.taste import fit_taste

NUMBERS = range(20)
TITLES = pd.DataFrame(
    {
        "title_id": [f"t{number:02}" for number in NUMBERS],
        "title": [f"{'Heist' if number < 10 else 'Waltz'} {number}" for number in NUMBERS],
        "year": 2000,
        "minutes": 90,
        "kind": "film",
        "genres": ["crime" if number < 10 else "music" for number in NUMBERS],
        "synopsis": ["Robbers rob a bank." if number < 10 else "They sing." for number in NUMBERS],
    }
)


def tastes():
    """Return what forty members teach: odd ones like the first half, even ones the second."""
    draw = np.random.Generator(np.random.Philox(7))
    rows = [
        (member, f"t{title + 10 * (1 - member % 2):02}", place)
        for member in range(1, 41)
        for place, title in enumerate(draw.permutation(10)[:6])
    ]
    frame = pd.DataFrame(rows, columns=["member", "title", "at"])
    data = interactions(frame, titles=pd.Index(TITLES["title_id"]))
    return Tastes.learn(fit_taste(data), data, TITLES)


TASTES = tastes()
