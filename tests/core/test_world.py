"""A world is read whole, or refused where it breaks its contract."""

import csv
import math
import shutil
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from geopy.distance import great_circle
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core import sampling
from core.catalogue import EPISODES, TITLES
from core.errors import DataError
from core.files.contracts import markdown
from core.world import FILES, SAMPLE, World
from tests.core import tiny

FILE_COLUMNS = {"titles": TITLES, "series/made-up-16": EPISODES, **FILES}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return the folder of a world of a hundred members, a few rows of each file."""
    folder = tmp_path_factory.mktemp("world")
    sampling.write(3, 100, folder, source=tiny.source(tmp_path_factory.mktemp("tiny") / "source"))
    for stem in ("viewings", "ratings", "follows"):
        lines = (folder / f"{stem}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / f"{stem}.csv").write_text("".join(lines[:120]), encoding="utf-8", newline="")
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def number(cell):
    """Return a cell as a number, or nothing if it is none."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None


def time(cell):
    try:
        value = datetime.fromisoformat(cell)
    except ValueError:
        return False
    return value.tzinfo is not None


def allowed(column, cell):
    """Say in plain Python whether a contract allows a cell; the oracle of the property below."""
    if not cell or cell.isspace():
        return column.optional and cell == ""
    if column.kind in ("whole", "number"):
        value = number(cell)
        return (
            value is not None
            and column.low <= value <= column.high
            and (column.kind == "number" or value.is_integer())
            and (not column.step or (value / column.step).is_integer())
        )
    if column.kind == "flag":
        return cell in ("true", "false")
    if column.kind == "time":
        return time(cell)
    words = cell.split(";") if column.kind == "choices" else [cell]
    return column.kind == "text" or (
        len(words) == len(set(words)) and set(words) <= set(column.options)
    )


CELLS = st.one_of(
    st.sampled_from(["", " ", "nan", "inf", "1e400", "-1", "0", "1.0", "3.3", "90.1", "true"]),
    st.sampled_from(["True", "drama;drama", "drama", "film", "home", "north", "65+", "half;"]),
    st.sampled_from(["2026-10-31T20:15:00Z", "2026-10-31", "2026-13-01T00:00:00Z", "1e3", "no"]),
    st.integers(-5, 200).map(str),
    st.floats(-200, 200).map(str),
    st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=6),
)


@settings(max_examples=40, deadline=None)
@given(stem=st.sampled_from(sorted(FILE_COLUMNS)), cell=CELLS, data=st.data())
def test_any_cell_changed_is_good_or_refused_by_file_line_and_column(small, stem, cell, data):
    path, columns = small / f"{stem}.csv", FILE_COLUMNS[stem]
    before = path.read_bytes()
    table = rows(path)
    line = data.draw(st.integers(2, len(table)))
    column = data.draw(st.sampled_from(columns))
    at = table[0].index(column.name)
    assume(table[line - 1][at] != cell)
    table[line - 1][at] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)

    try:
        said = ""
        World.load(small)
    except DataError as error:
        said = str(error)
    finally:
        path.write_bytes(before)

    # by itself the cell is wrong: it is named; it may also be wrong beside other rows or files
    if not allowed(column, cell):
        assert said.startswith(f"{path.name}, line {line}, column {column.name}: expected ")
    elif said:
        assert clashes(stem, column.name)
        assert ", line " in said
        assert ", column " in said
        assert ": expected " in said


def clashes(stem, name):
    """Say whether a good cell of this column can be wrong beside other rows or other files."""
    keys = {"title_id", "member_id", "place_id", "follower_id", "followed_id"}
    return name in keys or (stem, name) in {
        ("members", "name"),
        ("titles", "kind"),
        ("titles", "seasons"),
        ("titles", "minutes"),
        *(("series/made-up-16", each) for each in ("season", "episode", "sentence", "minute")),
        ("series/made-up-16", "text"),
    }


@pytest.mark.parametrize(
    ("stem", "change", "sentence"),
    [
        (
            "members",
            {"place_id": "east"},
            "members.csv, line 2, column place_id: expected an id of neighbourhoods.csv, "
            "found 'east'.",
        ),
        (
            "viewings",
            {"title_id": "unknown-1999"},
            "viewings.csv, line 2, column title_id: expected an id of titles.csv, "
            "found 'unknown-1999'.",
        ),
        (
            "ratings",
            {"member_id": "101"},
            "ratings.csv, line 2, column member_id: expected an id of members.csv, found '101'.",
        ),
        (
            "ratings",
            {"stars": "4.2"},
            "ratings.csv, line 2, column stars: expected a number from 0.5 to 5 in steps of 0.5, "
            "found '4.2'.",
        ),
        (
            "titles",
            {"seasons": ""},
            "titles.csv, line 2, column seasons: expected the number of seasons of a series, "
            "found ''.",
        ),
        (
            "titles",
            {"kind": "film"},
            "titles.csv, line 2, column seasons: expected nothing, for it is no series, found '4'.",
        ),
        (
            "series/made-up-16",
            {"text": "S1E2: Ann meets Bo."},
            "made-up-16.csv, line 2, column text: expected a sentence that begins with 'S1E1: ', "
            "found 'S1E2: Ann meets Bo.'.",
        ),
        (
            "series/made-up-16",
            {"minute": "31"},
            "made-up-16.csv, line 3, column minute: expected no earlier minute, found '30'.",
        ),
        (
            "series/made-up-16",
            {"minute": "61"},
            "made-up-16.csv, line 2, column minute: expected at most 60, found '61'.",
        ),
        (
            "series/made-up-16",
            {"sentence": "2"},
            "made-up-16.csv, line 3, column sentence: expected each season and episode and "
            "sentence together once, found '2'.",
        ),
    ],
)
def test_what_does_not_fit_the_rest_of_the_world_is_refused(
    small, tmp_path, stem, change, sentence
):
    folder = shutil.copytree(small, tmp_path / "world")
    table = rows(folder / f"{stem}.csv")
    for name, cell in change.items():
        table[1][table[0].index(name)] = cell
    with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)

    with pytest.raises(DataError) as error:
        World.load(folder)

    assert str(error.value) == sentence


@pytest.mark.parametrize("stem", ["ratings", "follows"])
def test_nobody_follows_or_rates_the_same_twice(small, tmp_path, stem):
    folder = shutil.copytree(small, tmp_path / "world")
    lines = (folder / f"{stem}.csv").read_text(encoding="utf-8").splitlines()
    (folder / f"{stem}.csv").write_text("\n".join([*lines, lines[4]]), encoding="utf-8")

    with pytest.raises(DataError, match=rf"^{stem}\.csv, line {len(lines) + 1}, column .* once"):
        World.load(folder)


def test_nobody_follows_themselves(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "world")
    (folder / "follows.csv").write_text("follower_id,followed_id\n1,2\n3,3\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"^follows\.csv, line 3, column followed_id: expected som"):
        World.load(folder)


def test_a_series_file_has_the_name_of_a_series(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "world")
    (folder / "series/made-up-16.csv").rename(folder / "series/made-up-01.csv")

    with pytest.raises(DataError, match=r"^made-up-01\.csv: expected the title_id of a series"):
        World.load(folder)


@pytest.mark.parametrize("name", ["titles", "neighbourhoods", *FILES])
def test_a_world_with_a_file_missing_is_refused(small, tmp_path, name):
    folder = shutil.copytree(small, tmp_path / "world")
    (folder / f"{name}.csv").unlink()

    with pytest.raises(DataError, match=rf"^{name}\.csv is missing; expected it in world\.$"):
        World.load(folder)


def test_viewings_come_in_the_order_of_time_whatever_the_order_of_the_file(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "world")
    head, *lines = (folder / "viewings.csv").read_text(encoding="utf-8").splitlines()
    (folder / "viewings.csv").write_text("\n".join([head, *lines[::-1]]), encoding="utf-8")

    seen = World.load(folder).viewings

    pd.testing.assert_frame_equal(seen, World.load(small).viewings)
    assert (seen.groupby("member_id")["at"].diff().dropna() >= pd.Timedelta(0)).all()


def test_local_hours_are_counted_at_home(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "world")
    (folder / "members.csv").write_text(
        "member_id,name,persona,age,place_id,latitude,longitude,social\n"
        "1,A,focused,65+,half,19,72,false\n2,B,occasional,65+,west,40,-73,false\n",
        encoding="utf-8",
    )
    (folder / "viewings.csv").write_text(
        "member_id,title_id,at,minutes,finished,liked,surface,latitude,longitude\n"
        "1,made-up-01,2026-10-01T18:45:00Z,82,true,false,home,19,72\n"
        "2,made-up-01,2026-10-01T00:10:00Z,82,true,false,home,40,-73\n",
        encoding="utf-8",
    )
    for name in ("ratings", "follows"):
        lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (folder / f"{name}.csv").write_text(lines[0] + "\n", encoding="utf-8")

    world = World.load(folder)

    # 18:45 UTC is a quarter past midnight in India; 00:10 UTC is ten past seven in New York
    assert world.local_hours()[[0, 19]].tolist() == [0.5, 0.5]
    assert world.local_hours("occasional")[19] == 1.0
    assert world.local_hours().sum() == 1.0


CITIES = {
    # city hall, cathedral or main square, degrees; standard time
    "London": (51.5074, -0.1278, 0.0, "GB"),
    "Berlin": (52.5200, 13.4050, 1.0, "DE"),
    "New York": (40.7128, -74.0060, -5.0, "US"),
    "São Paulo": (-23.5505, -46.6333, -3.0, "BR"),
    "Lagos": (6.4550, 3.3941, 1.0, "NG"),
    "Mumbai": (18.9582, 72.8321, 5.5, "IN"),
    "Tokyo": (35.6812, 139.7671, 9.0, "JP"),
    "Sydney": (-33.8688, 151.2093, 10.0, "AU"),
}

LANDMARKS = {
    "london-camden": ("Camden Town station", 51.5392, -0.1426),
    "london-hackney": ("Hackney Central station", 51.5471, -0.0564),
    "london-brixton": ("Brixton station", 51.4627, -0.1145),
    "london-greenwich": ("Cutty Sark", 51.4828, -0.0096),
    "london-notting-hill": ("Notting Hill Gate station", 51.5091, -0.1963),
    "berlin-kreuzberg": ("Kottbusser Tor", 52.4991, 13.4180),
    "berlin-prenzlauer-berg": ("Eberswalder Straße station", 52.5412, 13.4122),
    "berlin-neukoelln": ("Neukölln town hall", 52.4813, 13.4353),
    "berlin-charlottenburg": ("Charlottenburg palace", 52.5209, 13.2957),
    "berlin-wedding": ("Leopoldplatz", 52.5466, 13.3594),
    "new-york-harlem": ("Apollo Theater", 40.8100, -73.9500),
    "new-york-greenwich-village": ("Washington Square Arch", 40.7312, -73.9971),
    "new-york-williamsburg": ("Bedford Avenue station", 40.7173, -73.9569),
    "new-york-astoria": ("30th Avenue station", 40.7668, -73.9215),
    "new-york-park-slope": ("7th Avenue station", 40.6663, -73.9806),
    "sao-paulo-pinheiros": ("Faria Lima station", -23.5672, -46.6938),
    "sao-paulo-vila-mariana": ("Vila Mariana station", -23.5893, -46.6346),
    "sao-paulo-liberdade": ("Liberdade station", -23.5553, -46.6356),
    "sao-paulo-santana": ("Santana station", -23.5025, -46.6247),
    "lagos-yaba": ("Yaba College of Technology", 6.5180, 3.3740),
    "mumbai-bandra": ("Bandra station", 19.0544, 72.8406),
    "mumbai-dadar": ("Dadar station", 19.0186, 72.8441),
    "tokyo-shibuya": ("Shibuya station", 35.6580, 139.7016),
    "tokyo-shinjuku": ("Shinjuku station", 35.6896, 139.7006),
    "tokyo-asakusa": ("Senso-ji", 35.7148, 139.7967),
    "tokyo-setagaya": ("Setagaya ward office", 35.6464, 139.6533),
    "tokyo-kichijoji": ("Kichijoji station", 35.7031, 139.5797),
    "sydney-newtown": ("Newtown station", -33.8981, 151.1796),
    "sydney-parramatta": ("Parramatta station", -33.8173, 151.0037),
    "sydney-manly": ("Manly wharf", -33.8003, 151.2838),
}


@pytest.fixture(scope="module")
def places():
    return World.load().places.set_index("place_id")


def test_neighbourhoods_lie_in_eight_cities_on_five_continents_and_more(places):
    assert set(places["city"]) == set(CITIES)
    assert places["city"].value_counts().min() >= 5


def test_every_neighbourhood_is_in_its_city_and_keeps_its_time(places):
    for place in places.itertuples():
        latitude, longitude, offset, country = CITIES[place.city]
        far = great_circle((latitude, longitude), (place.latitude, place.longitude)).km
        assert far < 25, place.name
        assert (place.utc_offset_h, place.country) == (offset, country), place.name


@pytest.mark.parametrize("place_id", LANDMARKS)
def test_a_landmark_is_a_short_walk_from_the_centre_of_its_neighbourhood(places, place_id):
    _, latitude, longitude = LANDMARKS[place_id]
    place = places.loc[place_id]

    assert great_circle((latitude, longitude), (place["latitude"], place["longitude"])).km < 1.0


def test_no_two_neighbourhoods_lie_on_each_other(places):
    spots = places[["latitude", "longitude"]].to_numpy()
    for one in range(len(spots)):
        for other in range(one):
            assert great_circle(spots[one], spots[other]).km > 1.0


@pytest.mark.parametrize("stem", ["titles", "series", *FILES])
def test_the_readme_tells_every_column_as_its_contract_does(stem):
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    table = markdown({"titles": TITLES, "series": EPISODES, **FILES}[stem])

    assert table in text, f"sample_data/README.md should hold:\n{table}"


def test_the_readme_names_every_file_that_ships():
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")

    for path in Path(SAMPLE).rglob("*.csv"):
        assert f"`{path.relative_to(SAMPLE).as_posix()}`" in text
    assert np.all([word in text for word in ("licence", "MIT", "seed 7", "WGS84", "UTC")])


def test_a_place_and_a_member_are_found_by_id_or_refused():
    world = World.load()

    assert world.place("london-camden")["city"] == "London"
    assert world.member(1)["place_id"] == "london-camden"
    with pytest.raises(DataError, match="no place_id 'atlantis'"):
        world.place("atlantis")
    with pytest.raises(DataError, match="no member_id 0"):
        world.member(0)
