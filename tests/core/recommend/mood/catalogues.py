"""Small catalogues of our own, and MovieLens where it is at hand."""

from pathlib import Path

import pandas as pd
import pytest

from core.importers.movies import titles as read_titles
from core.recommend.history import Interactions, interactions

SMALL = Path(__file__).resolve().parents[5] / "shared" / "data" / "ml-latest-small"


def catalogue(**genres: str) -> pd.DataFrame:
    """Return titles named by keyword, of the genres given, all of 2001."""
    return pd.DataFrame(
        {
            "title_id": list(genres),
            "title": [name.replace("_", " ").title() for name in genres],
            "year": 2001,
            "genres": list(genres.values()),
        }
    )


def tags(*rows: tuple[int, str, str]) -> pd.DataFrame:
    """Return tags: who, which title, what."""
    return pd.DataFrame(list(rows), columns=["member", "title_id", "tag"])


def movielens() -> tuple[pd.DataFrame, pd.DataFrame, Interactions]:
    """Return titles, tags and interactions of ml-latest-small, or skip and say why."""
    if not SMALL.is_dir():
        pytest.skip(f"MovieLens ml-latest-small is not at {SMALL}: moods are not measured on it.")
    titles = read_titles(SMALL, "csv")
    name = titles.set_index("movielens_id")["title_id"]
    ratings = pd.read_csv(SMALL / "ratings.csv")
    said = pd.read_csv(SMALL / "tags.csv")
    data = interactions(
        pd.DataFrame(
            {
                "member": ratings["userId"],
                "title": name.loc[ratings["movieId"]].to_numpy(),
                "at": ratings["timestamp"],
                "stars": ratings["rating"],
                "liked": ratings["rating"] >= 4,
            }
        ),
        titles=pd.Index(titles["title_id"]),
    )
    frame = pd.DataFrame(
        {
            "member": said["userId"],
            "title_id": name.loc[said["movieId"]].to_numpy(),
            "tag": said["tag"],
        }
    )
    return titles, frame, data
