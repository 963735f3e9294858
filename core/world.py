"""The sample world: titles, places, members and what they did; read, checked, read-only."""

import dataclasses
from pathlib import Path

import pandas as pd

from core.catalogue import read_series, read_titles
from core.errors import DataError
from core.files.contracts import Column, check_distinct, check_refers, read, read_parquet, refuse
from core.people import PERSONAS

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
"""The world that ships."""

SURFACES = ("home", "search", "continue", "friends", "nearby")
AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")

PLACES = (
    Column(name="place_id", kind="text", unique=True, meaning="id of the neighbourhood"),
    Column(name="name", kind="text", meaning="name of the neighbourhood"),
    Column(name="city", kind="text", meaning="city it is part of"),
    Column(name="country", kind="text", meaning="ISO 3166-1 alpha-2"),
    Column(
        name="latitude", kind="number", low=-90, high=90, meaning="centre, degrees north, WGS84"
    ),
    Column(
        name="longitude", kind="number", low=-180, high=180, meaning="centre, degrees east, WGS84"
    ),
    Column(name="radius_km", kind="number", low=0.1, high=20, meaning="rough radius, km"),
    Column(
        name="utc_offset_h",
        kind="number",
        low=-12,
        high=14,
        meaning="standard time minus UTC, hours; summer time is left out",
    ),
)
MEMBERS = (
    Column(name="member_id", kind="whole", low=1, unique=True, meaning="id, from 1"),
    Column(name="name", kind="text", unique=True, meaning="made-up name"),
    Column(
        name="persona",
        kind="choice",
        options=tuple(p.slug for p in PERSONAS),
        meaning="persona that drew the member's habits",
    ),
    Column(name="age", kind="choice", options=AGES, meaning="age band, years"),
    Column(name="place_id", kind="text", meaning="neighbourhood the member lives in"),
    Column(name="latitude", kind="number", low=-90, high=90, meaning="home, degrees north, WGS84"),
    Column(
        name="longitude", kind="number", low=-180, high=180, meaning="home, degrees east, WGS84"
    ),
    Column(name="social", kind="flag", meaning="whether the member opted in to social features"),
)
VIEWINGS = (
    Column(name="member_id", kind="whole", low=1, meaning="who watched"),
    Column(name="title_id", kind="text", meaning="what"),
    Column(name="at", kind="time", meaning="when it started, UTC"),
    Column(name="minutes", kind="whole", low=1, high=600, meaning="minutes watched"),
    Column(name="finished", kind="flag", meaning="whether it was watched to the end"),
    Column(name="liked", kind="flag", meaning="whether it was liked"),
    Column(name="surface", kind="choice", options=SURFACES, meaning="where it was chosen"),
    Column(name="latitude", kind="number", low=-90, high=90, meaning="where, degrees north, WGS84"),
    Column(
        name="longitude", kind="number", low=-180, high=180, meaning="where, degrees east, WGS84"
    ),
)
RATINGS = (
    Column(name="member_id", kind="whole", low=1, meaning="who rated"),
    Column(name="title_id", kind="text", meaning="what"),
    Column(name="stars", kind="number", low=0.5, high=5, step=0.5, meaning="stars; 5 is the best"),
    Column(name="at", kind="time", meaning="when, UTC"),
)
FOLLOWS = (
    Column(name="follower_id", kind="whole", low=1, meaning="who follows"),
    Column(name="followed_id", kind="whole", low=1, meaning="whom"),
)
FILES: dict[str, tuple[Column, ...]] = {
    "neighbourhoods": PLACES,
    "members": MEMBERS,
    "viewings": VIEWINGS,
    "ratings": RATINGS,
    "follows": FOLLOWS,
}
"""Contract of every file beside the catalogue, by stem."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything the prototypes share; the frames are read-only by convention: copy first.

    Args:
        titles: The catalogue, ``core.catalogue.TITLES``.
        series: Synopses by episode, ``core.catalogue.EPISODES`` with ``title_id``.
        places: Neighbourhoods, ``PLACES``.
        members: ``MEMBERS``.
        viewings: ``VIEWINGS``, in time order for each member.
        ratings: ``RATINGS``.
        follows: ``FOLLOWS``.
    """

    titles: pd.DataFrame
    series: pd.DataFrame
    places: pd.DataFrame
    members: pd.DataFrame
    viewings: pd.DataFrame
    ratings: pd.DataFrame
    follows: pd.DataFrame

    @classmethod
    def load(cls, folder: Path = SAMPLE) -> "World":
        """Read a world; either all of it keeps its contract or nothing is loaded.

        Raises:
            DataError: Naming file, line, column, what was found and what was expected.
        """
        titles = read_titles(folder / "titles.csv")
        places, members, viewings, ratings, follows = (_frame(folder, stem) for stem in FILES)
        titled = (titles["title_id"], "titles.csv")
        known = (members["member_id"], "members.csv")
        check_refers(
            _path(folder, "members"), members, "place_id", places["place_id"], "neighbourhoods.csv"
        )
        for stem, frame in (("viewings", viewings), ("ratings", ratings)):
            check_refers(_path(folder, stem), frame, "member_id", *known)
            check_refers(_path(folder, stem), frame, "title_id", *titled)
        for name in ("follower_id", "followed_id"):
            check_refers(_path(folder, "follows"), follows, name, *known)
        check_distinct(_path(folder, "ratings"), ratings, ["member_id", "title_id"])
        check_distinct(_path(folder, "follows"), follows, ["follower_id", "followed_id"])
        whom = follows["followed_id"]
        alone = whom == follows["follower_id"]
        refuse(_path(folder, "follows"), "followed_id", whom, alone, "somebody else")
        return cls(
            titles=titles,
            series=read_series(folder / "series", titles),
            places=places,
            members=members,
            viewings=viewings.sort_values(["member_id", "at"], kind="stable", ignore_index=True),
            ratings=ratings,
            follows=follows,
        )

    def place(self, place_id: str) -> pd.Series:
        """Return a neighbourhood.

        Raises:
            DataError: If there is no such place.
        """
        return _row(self.places, "place_id", place_id)

    def member(self, member_id: int) -> pd.Series:
        """Return a member.

        Raises:
            DataError: If there is no such member.
        """
        return _row(self.members, "member_id", member_id)

    def members_of(self, persona: str) -> pd.DataFrame:
        """Return the members of a persona."""
        return self.members[self.members["persona"] == persona]

    def local_hours(self, persona: str | None = None) -> pd.Series:
        """Return the share of viewings that start in each local hour, 0 to 23."""
        members = self.members if persona is None else self.members_of(persona)
        homes = members.merge(self.places[["place_id", "utc_offset_h"]], on="place_id")
        seen = self.viewings.merge(homes[["member_id", "utc_offset_h"]], on="member_id")
        hours = (seen["at"] + pd.to_timedelta(seen["utc_offset_h"], unit="h")).dt.hour
        shares: pd.Series = hours.value_counts(normalize=True).reindex(range(24), fill_value=0.0)
        return shares


def _row(frame: pd.DataFrame, name: str, value: str | int) -> pd.Series:
    found = frame[frame[name] == value]
    if found.empty:
        raise DataError(f"There is no {name} {value!r}.")
    return found.iloc[0]


def _path(folder: Path, stem: str) -> Path:
    """Return a file's path, or its folder's where it comes in parts."""
    return folder / stem if (folder / stem).is_dir() else folder / f"{stem}.csv"


def _frame(folder: Path, stem: str) -> pd.DataFrame:
    path = _path(folder, stem)
    if path.suffix == ".csv":
        return read(path, FILES[stem])
    parts = [read_parquet(part, FILES[stem]) for part in sorted(path.glob("*.parquet"))]
    if not parts:
        raise DataError(f"{stem} is an empty folder; expected Parquet files in it.")
    return pd.concat(parts, ignore_index=True)
