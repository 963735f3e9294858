"""The sample world's members and what they did, made from one seed.

Tastes are latent vectors with structure that a recommender can find: titles are near others of
their genres, moods, language and decade; members are near their neighbours and their circle of
friends; the hour moves the mood; popularity has a long tail; after a title a similar one is
likelier. Members come in blocks of ``BLOCK`` with random streams named by the block, so a world
of a million is drawn in bounded memory. Choices are made on whole numbers: weights are rounded
before they are added up, so that the last digit of a machine's arithmetic decides nothing.
"""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from core import seeds
from core.catalogue import MOODS, read_titles
from core.contracts import read
from core.errors import DataError
from core.people import PERSONAS
from core.world import AGES, FILES, PLACES, SAMPLE

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHIPPED_SEED = 7
SHIPPED_MEMBERS = 2_000
BLOCK = 2_000
DAYS = 90
END = np.datetime64("2026-11-01T00:00:00")
FACTORS = 16
CIRCLE = 20
"""Members of a circle of friends (assumption, 5 to 150; Dunbar's layers of 15 and 50)."""

CSV_MEMBERS = 20_000
"""Up to so many members a world is written as CSV, above as Parquet, a file a block."""

PARTS = 1 << 20
"""Weights are rounded to whole parts of this before they are added up."""

HOURS = {
    "discoverer": (2, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 6, 9, 12, 12, 9, 5),
    "focused": (1, 0, 0, 0, 0, 0, 1, 2, 1, 1, 1, 1, 2, 2, 1, 1, 2, 3, 6, 10, 13, 11, 6, 2),
    "occasional": (2, 1, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 5, 8, 12, 12, 8, 4),
}
"""Relative frequency of a start in each local hour (assumption; evening peak at 20 to 22)."""

MOOD_HOURS = {
    "laugh": (18, 22), "relax": (20, 24), "thrill": (21, 25), "cry": (14, 19), "scare": (22, 27),
    "think": (19, 23), "romance": (15, 21), "inspire": (7, 13),
}  # fmt: skip
"""Local hours in which a mood is likelier (assumption); past 24 is after midnight."""

HABITS: dict[str, tuple[float, float, float, float]] = {
    # pull of popularity, pull of taste, chance to continue something, chance of extras and live
    "discoverer": (0.55, 2.2, 0.18, 1.0),
    "focused": (0.8, 1.6, 0.62, 0.0),
    "occasional": (2.3, 0.5, 0.15, 0.15),
}
"""How each persona chooses (assumption), as the brief describes them."""

FAMOUS = (
    "stranger-things-2016", "squid-game-2021", "wednesday-2022", "breaking-bad-2008",
    "money-heist-2017", "friends-1994", "bridgerton-2020", "the-crown-2016", "oppenheimer-2023",
    "game-of-thrones-2011", "the-matrix-1999", "interstellar-2014", "spirited-away-2001",
    "the-office-2005", "titanic-1997", "parasite-2019", "the-godfather-1972", "coco-2017",
    "sherlock-2010", "dark-2017", "the-lion-king-1994", "inception-2010", "rrr-2022",
    "black-mirror-2011",
)  # fmt: skip
"""Titles the sample world watches most, in this order (assumption); the rest follow by chance."""

COLOURS = (
    "Amber", "Azure", "Beige", "Cobalt", "Copper", "Coral", "Crimson", "Cyan", "Ebony", "Emerald",
    "Fawn", "Golden", "Hazel", "Indigo", "Ivory", "Jade", "Lilac", "Lime", "Magenta", "Maroon",
    "Mauve", "Mint", "Ochre", "Olive", "Opal", "Pearl", "Plum", "Rose", "Ruby", "Russet",
    "Saffron", "Sage", "Scarlet", "Sepia", "Silver", "Slate", "Teal", "Topaz", "Umber", "Violet",
)  # fmt: skip
ANIMALS = (
    "Badger", "Beaver", "Bison", "Bittern", "Crane", "Curlew", "Dingo", "Dormouse", "Eagle",
    "Egret", "Falcon", "Ferret", "Finch", "Fox", "Gecko", "Gibbon", "Hare", "Heron", "Ibis",
    "Impala", "Jackdaw", "Jaguar", "Kestrel", "Kiwi", "Lemur", "Linnet", "Lynx", "Marten", "Mole",
    "Newt", "Ocelot", "Oriole", "Otter", "Owl", "Panda", "Plover", "Puffin", "Quail", "Raven",
    "Robin", "Seal", "Stoat", "Swift", "Tapir", "Tern", "Toucan", "Vole", "Walrus", "Wombat",
    "Wren",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Shop:
    """The catalogue as numbers.

    Args:
        ids: Title ids, shape ``(titles,)``.
        factors: Place of each title in taste space, shape ``(titles, FACTORS)``.
        popularity: Logarithm of each title's fame, same length.
        by_hour: What each local hour adds to a title's appeal, shape ``(24, titles)``.
        minutes: Running time, minutes.
        series: Whether it can be continued.
        demo: Whether it is an extra or a live show.
    """

    ids: npt.NDArray[np.object_]
    factors: Array
    popularity: Array
    by_hour: Array
    minutes: Ints
    series: npt.NDArray[np.bool_]
    demo: npt.NDArray[np.bool_]


def write(
    seed: int,
    members: int,
    folder: Path,
    *,
    source: Path = SAMPLE,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write the members and what they did; catalogue and places are read from ``source``.

    Args:
        seed: Same seed, same bytes (of CSV files; Parquet depends on its library's version).
        members: How many, from 100 to 5,000,000.
        folder: Where to write; made if missing.
        source: Folder with ``titles.csv`` and ``neighbourhoods.csv``.
        progress: Called with the share done.

    Raises:
        DataError: If the number of members is out of range or a source breaks its contract.
    """
    if not 100 <= members <= 5_000_000:
        raise DataError(f"members must be 100 to 5,000,000, not {members:,}.")
    titles = read_titles(source / "titles.csv")
    places = read(source / "neighbourhoods.csv", PLACES)
    shop = _shop(seed, titles)
    folder.mkdir(parents=True, exist_ok=True)
    for number, frames in enumerate(_blocks(seed, members, shop, places)):
        for stem, frame in frames.items():
            _save(folder, stem, frame, number, members)
        if progress:
            progress(min((number + 1) * BLOCK / members, 1.0))


def _save(folder: Path, stem: str, frame: pd.DataFrame, block: int, members: int) -> None:
    frame = frame[[column.name for column in FILES[stem]]]
    if members > CSV_MEMBERS:
        (folder / stem).mkdir(exist_ok=True)
        frame.to_parquet(folder / stem / f"part-{block:05}.parquet", index=False)
        return
    for column in FILES[stem]:
        if column.kind == "flag":
            frame = frame.assign(**{column.name: np.where(frame[column.name], "true", "false")})
        elif column.kind == "time":
            frame = frame.assign(
                **{column.name: frame[column.name].dt.strftime("%Y-%m-%dT%H:%M:%SZ")}
            )
    text = frame.to_csv(index=False, header=block == 0, lineterminator="\n")
    with (folder / f"{stem}.csv").open(
        "w" if block == 0 else "a", encoding="utf-8", newline=""
    ) as file:
        file.write(text)


def _shop(seed: int, titles: pd.DataFrame) -> Shop:
    draw = seeds.stream(seed, "sample", "titles")
    factors = draw.normal(0, 0.35, (len(titles), FACTORS))
    for name, weight in (("genres", 1.0), ("moods", 0.8)):
        for row, cell in enumerate(titles[name]):
            words = str(cell).split(";")
            factors[row] += weight * sum(_word(seed, word) for word in words) / len(words)
    for row, (language, year) in enumerate(zip(titles["language"], titles["year"], strict=True)):
        factors[row] += 0.4 * _word(seed, str(language))
        factors[row] += 0.3 * _word(seed, f"{int(year) // 10}0s")
    factors /= np.sqrt((factors**2).sum(axis=1, keepdims=True))
    place = {name: number for number, name in enumerate(FAMOUS)}
    chance = draw.permutation(len(titles)) + len(FAMOUS)
    order = [place.get(name, later) for name, later in zip(titles["title_id"], chance, strict=True)]
    rank = np.argsort(np.argsort(order)) + 1
    fame = -0.8 * np.log(rank + 3)  # Zipf-Mandelbrot (assumption: exponent 0.6 to 1.1)
    demo = titles["kind"].isin(["extra", "live"]).to_numpy()
    by_hour = np.zeros((24, len(titles)))
    for mood in MOODS:
        first, last = MOOD_HOURS[mood]
        hours = [hour % 24 for hour in range(first, last)]
        fits = np.array([mood in str(cell).split(";") for cell in titles["moods"]])
        by_hour[np.ix_(np.array(hours), np.flatnonzero(fits))] += 0.9
    return Shop(
        ids=titles["title_id"].to_numpy(dtype=object),
        factors=factors,
        popularity=fame,
        by_hour=by_hour,
        minutes=titles["minutes"].to_numpy(dtype=np.int64),
        series=(titles["kind"] == "series").to_numpy(),
        demo=demo,
    )


def _word(seed: int, word: str) -> Array:
    return seeds.stream(seed, "sample", "word", word).normal(0, 1, FACTORS)


def _blocks(
    seed: int, members: int, shop: Shop, places: pd.DataFrame
) -> Iterator[dict[str, pd.DataFrame]]:
    for number, first in enumerate(range(0, members, BLOCK)):
        count = min(BLOCK, members - first)
        people, taste = _people(seed, number, first, count, places)
        viewings = _viewings(seed, number, people, taste, shop, places)
        yield {
            "members": people,
            "viewings": viewings,
            "ratings": _ratings(seed, number, viewings, taste, shop, first),
            "follows": _follows(seed, number, people, first),
        }


def _people(
    seed: int, block: int, first: int, count: int, places: pd.DataFrame
) -> tuple[pd.DataFrame, Array]:
    draw = seeds.stream(seed, "sample", "people", block)
    share = np.array([persona.habits.share for persona in PERSONAS])
    persona = draw.choice(len(PERSONAS), count, p=share / share.sum())
    circle = np.arange(count) // CIRCLE
    # a circle mostly lives in one neighbourhood
    homes = draw.integers(0, len(places), circle[-1] + 1)[circle]
    place = np.where(draw.random(count) < 0.8, homes, draw.integers(0, len(places), count))
    angle, reach = 2 * np.pi * draw.random(count), np.sqrt(draw.random(count))
    km = reach * places["radius_km"].to_numpy()[place]
    lat0, lon0 = places["latitude"].to_numpy()[place], places["longitude"].to_numpy()[place]
    latitude = lat0 + km * np.sin(angle) / 111.2
    longitude = lon0 + km * np.cos(angle) / (111.2 * np.cos(np.radians(lat0)))
    slugs = np.array([p.slug for p in PERSONAS], dtype=object)
    social = (
        draw.random(count) < np.array([p.habits.open_to_social / 100 for p in PERSONAS])[persona]
    )
    numbers = np.arange(first, first + count)
    people = pd.DataFrame(
        {
            "member_id": numbers + 1,
            "name": [_name(int(number)) for number in numbers],
            "persona": slugs[persona],
            "age": np.array(AGES, dtype=object)[
                draw.choice(len(AGES), count, p=[0.16, 0.24, 0.2, 0.16, 0.13, 0.11])
            ],
            "place_id": places["place_id"].to_numpy(dtype=object)[place],
            "latitude": latitude.round(5),
            "longitude": longitude.round(5),
            "social": social,
        }
    )
    taste = draw.normal(0, 0.55, (count, FACTORS))
    circles = seeds.stream(seed, "sample", "circles", block)
    taste += circles.normal(0, 0.6, (circle[-1] + 1, FACTORS))[circle]
    near = np.stack([0.55 * _word(seed, f"place {name}") for name in places["place_id"]])
    taste += near[place]
    return people, taste


def _name(number: int) -> str:
    """Return the made-up name of a member; different for every number."""
    mixed = (number * 733) % (len(COLOURS) * len(ANIMALS))
    colour, animal = divmod(mixed, len(ANIMALS))
    turn = number // (len(COLOURS) * len(ANIMALS))
    return f"{COLOURS[colour]} {ANIMALS[animal]}" + (f" {turn + 1}" if turn else "")


def _viewings(
    seed: int, block: int, people: pd.DataFrame, taste: Array, shop: Shop, places: pd.DataFrame
) -> pd.DataFrame:
    draw = seeds.stream(seed, "sample", "viewings", block)
    count = len(people)
    habits = {persona.slug: persona.habits for persona in PERSONAS}
    weekly = np.array([habits[slug].sessions_per_week for slug in people["persona"]])
    active = draw.gamma(3.0, 1 / 3.0, count)
    number = np.minimum(draw.poisson(weekly * active * DAYS / 7), 6 * DAYS)
    who = np.repeat(np.arange(count), number)
    step = np.arange(len(who)) - np.repeat(np.cumsum(number) - number, number)
    hour = np.empty(len(who), dtype=np.int64)
    persona = people["persona"].to_numpy()
    for slug, shares in HOURS.items():
        mine = persona[who] == slug
        weights = np.array(shares, dtype=float)
        hour[mine] = draw.choice(24, int(mine.sum()), p=weights / weights.sum())
    day = draw.integers(0, DAYS, len(who))
    second = draw.integers(0, 3600, len(who))
    order = np.lexsort((second, hour, day, who))
    day, hour, second = day[order], hour[order], second[order]
    title, again = _choices(draw, who, step, hour, persona, taste, shop)
    minutes, finished = _watched(draw, title, shop, persona[who])
    appeal = (taste[who] * shop.factors[title]).sum(axis=1)
    liked = draw.random(len(who)) < np.where(finished, 0.12, 0.02) * (1 + np.tanh(appeal))
    surface = np.where(again, "continue", _surfaces(draw, persona[who]))
    offset = people[["place_id"]].merge(places, on="place_id", how="left")["utc_offset_h"]
    local = END - np.timedelta64(DAYS, "D") + day.astype("timedelta64[D]")
    seconds = hour * 3600 + second - (offset.to_numpy()[who] * 3600).astype(np.int64)
    away = draw.random(len(who)) < 0.08
    wander = np.where(away, 0.03, 0.0008)[:, None] * draw.normal(0, 1, (len(who), 2))
    home = people[["latitude", "longitude"]].to_numpy()[who] + wander
    frame = pd.DataFrame(
        {
            "member_id": people["member_id"].to_numpy()[who],
            "title_id": shop.ids[title],
            "at": pd.to_datetime(local + seconds.astype("timedelta64[s]")).tz_localize("UTC"),
            "minutes": minutes,
            "finished": finished,
            "liked": liked,
            "surface": surface,
            "latitude": home[:, 0].round(4),
            "longitude": home[:, 1].round(4),
        }
    )
    return frame.sort_values(["member_id", "at"], kind="stable", ignore_index=True)


def _choices(
    draw: np.random.Generator,
    who: Ints,
    step: Ints,
    hour: Ints,
    persona: npt.NDArray[np.object_],
    taste: Array,
    shop: Shop,
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Choose a title for every viewing, each member's one after the other."""
    habits = np.array([HABITS[slug] for slug in persona])
    base = habits[:, :1] * shop.popularity + habits[:, 1:2] * (taste @ shop.factors.T)
    base += np.where(shop.demo, np.log(np.maximum(habits[:, 3:], 1e-9)) - 1.5, 0.0)
    u, repeat = draw.random(len(who)), draw.random(len(who))
    alike = 1.2 * shop.factors @ shop.factors.T
    title = np.zeros(len(who), dtype=np.int64)
    again = np.zeros(len(who), dtype=bool)
    last = np.full(len(taste), -1)
    order = np.argsort(step, kind="stable")
    starts = np.searchsorted(step[order], np.arange(step.max() + 2))
    for number in range(len(starts) - 1):
        rows = order[starts[number] : starts[number + 1]]
        members = who[rows]
        before = last[members]
        score = base[members] + shop.by_hour[hour[rows]]
        score += np.where(before[:, None] >= 0, alike[before], 0.0)
        score -= score.max(axis=1, keepdims=True)
        parts = np.cumsum(np.rint(np.exp(score) * PARTS), axis=1)
        target = np.floor(u[rows] * parts[:, -1]) + 0.5
        chosen = (parts < target[:, None]).sum(axis=1)
        keep = (before >= 0) & (repeat[rows] < habits[members, 2]) & shop.series[before]
        title[rows] = np.where(keep, before, chosen)
        again[rows] = keep
        last[members] = title[rows]
    return title, again


def _watched(
    draw: np.random.Generator, title: Ints, shop: Shop, persona: npt.NDArray[np.object_]
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    chance = np.where(persona == "focused", 0.85, np.where(persona == "discoverer", 0.62, 0.75))
    finished = draw.random(len(title)) < chance
    share = np.where(finished, 1.0, 0.05 + 0.85 * draw.random(len(title)))
    episodes = np.where(shop.series[title] & finished, draw.integers(1, 4, len(title)), 1)
    minutes = np.clip(np.rint(shop.minutes[title] * share * episodes), 1, 600)
    return minutes.astype(np.int64), finished


def _surfaces(
    draw: np.random.Generator, persona: npt.NDArray[np.object_]
) -> npt.NDArray[np.object_]:
    u = draw.random(len(persona))
    found = np.where(u < 0.8, "home", "search").astype(object)
    social = (persona == "discoverer") & (u > 0.9)
    found[social] = np.where(u[social] > 0.95, "nearby", "friends")
    return found


def _ratings(
    seed: int, block: int, viewings: pd.DataFrame, taste: Array, shop: Shop, first: int
) -> pd.DataFrame:
    draw = seeds.stream(seed, "sample", "ratings", block)
    once = viewings.drop_duplicates(["member_id", "title_id"], keep="last")
    once = once[draw.random(len(once)) < 0.12]
    place = {name: row for row, name in enumerate(shop.ids)}
    title = np.array([place[name] for name in once["title_id"]], dtype=np.int64)
    member = once["member_id"].to_numpy() - 1 - first
    appeal = (taste[member] * shop.factors[title]).sum(axis=1)
    stars = 3.4 + 0.9 * np.tanh(appeal) + draw.normal(0, 0.6, len(once))
    return pd.DataFrame(
        {
            "member_id": once["member_id"].to_numpy(),
            "title_id": once["title_id"].to_numpy(),
            "stars": np.clip(np.rint(2 * stars) / 2, 0.5, 5.0),
            "at": (once["at"] + pd.Timedelta(hours=2)).array,
        }
    )


def _follows(seed: int, block: int, people: pd.DataFrame, first: int) -> pd.DataFrame:
    draw = seeds.stream(seed, "sample", "follows", block)
    count = len(people)
    mean = people["persona"].map({"discoverer": 12.0, "focused": 0.4, "occasional": 3.0})
    number = draw.poisson(mean.to_numpy() * draw.gamma(1.2, 1 / 1.2, count))
    who = np.repeat(np.arange(count), number)
    u, v = draw.random(len(who)), draw.random(len(who))
    circle = (who // CIRCLE) * CIRCLE
    friend = circle + (v * np.minimum(CIRCLE, count - circle)).astype(np.int64)
    # the famous few: squaring the uniform number makes followers heavy-tailed
    famous = draw.permutation(count)[(v**3 * count).astype(np.int64)]
    whom = np.where(u < 0.65, friend, famous)
    pairs = pd.DataFrame({"follower_id": who + first + 1, "followed_id": whom + first + 1})
    pairs = pairs[pairs["follower_id"] != pairs["followed_id"]].drop_duplicates()
    return pairs.sort_values(["follower_id", "followed_id"], ignore_index=True)
