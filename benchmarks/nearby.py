"""Titles watched in a circle and a window: ours beside DuckDB and BallTree, one run.

    python -m benchmarks.nearby [--events 10000000] [--queries 1000] [--peer-queries 100]

Viewings are drawn around cities (``CITIES``, 180 degrees east, 78 north and both poles among them),
titles by Zipf's law, times over 30 days. Queries lie near the same cities, with a radius of 0.5 to
60 km, as many to 5 km as beyond, and a window of an hour to 30 days. Times are processor
milliseconds of one thread; no query is asked twice. An answer is exact if every count equals what
Vincenty's formula gives, and geopy wherever that comes within a millimetre of the radius.
"""

import argparse
import dataclasses
import resource
import time
from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
from geopy.distance import geodesic
from sklearn.neighbors import BallTree

from benchmarks.adapters import make_nearby
from core.nearby.earth import EQUATOR_M, FLATTENING, POLE_M, ecef

CITIES = (
    ("London", 51.507, -0.128, 30),
    ("New York", 40.713, -74.006, 20),
    ("Tokyo", 35.682, 139.692, 20),
    ("Mumbai", 19.076, 72.878, 20),
    ("Sao Paulo", -23.551, -46.633, 15),
    ("Lagos", 6.524, 3.379, 10),
    ("Sydney", -33.869, 151.209, 10),
    ("Taveuni, 180 degrees east", -16.8, 180.0, 5),
    ("Longyearbyen, 78 north", 78.223, 15.647, 3),
    ("North Pole", 90.0, 0.0, 1),
    ("South Pole", -90.0, 0.0, 1),
)
"""Name, latitude, longitude and share of the viewings."""

SPREAD_KM = 8.0
"""Standard deviation of viewings around a city's centre: most of London is within 16 km of it."""

TITLES, SPAN_S, BEGIN_S = 1000, 30 * 86_400, 1_760_054_400
RADII_M, SHORTEST_S = (500.0, 60_000.0), 3600
WARM = 20
"""Other queries asked before the first one that counts."""

MEAN_M = 6_371_008.8
"""Radius of the sphere that haversine takes Earth for (IUGG mean)."""

Query = tuple[float, float, float, int, int]
Answer = Callable[[Query], np.ndarray]


def make(events: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Return columns ``ts``, ``lat``, ``lon``, ``title`` and ``user``, in time order."""
    draw = np.random.default_rng(seed)
    share = np.array([city[3] for city in CITIES], dtype=float)
    lat, lon = _around(draw, draw.choice(len(CITIES), events, p=share / share.sum()), SPREAD_KM)
    zipf = 1 / np.arange(1, TITLES + 1)
    return {
        "ts": np.sort(draw.integers(BEGIN_S, BEGIN_S + SPAN_S, events)),
        "lat": lat,
        "lon": lon,
        "title": draw.choice(TITLES, events, p=zipf / zipf.sum()),
        "user": draw.integers(0, max(events // 100, 1), events),
    }


def ask(queries: int, seed: int = 2) -> list[Query]:
    """Return queries near every city in turn: latitude, longitude, metres, first, last second."""
    draw = np.random.default_rng(seed)
    lat, lon = _around(draw, np.arange(queries) % len(CITIES), SPREAD_KM)
    metres = RADII_M[0] * (RADII_M[1] / RADII_M[0]) ** draw.random(queries)
    length = draw.integers(SHORTEST_S, SPAN_S, queries)
    start = BEGIN_S + (draw.random(queries) * (SPAN_S - length)).astype(int)
    rows = zip(lat, lon, metres, start, start + length, strict=True)
    return [(float(a), float(b), float(r), int(s), int(e)) for a, b, r, s, e in rows]


def _around(
    draw: np.random.Generator, city: np.ndarray, km: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return positions around cities, by turning the north pole's neighbourhood onto theirs."""
    lats, lons = (np.radians([each[axis] for each in CITIES])[city] for axis in (1, 2))
    away = draw.rayleigh(km * 1000 / MEAN_M, len(city))
    turn = draw.uniform(0, 2 * np.pi, len(city))
    north, east = np.sin(away) * np.cos(turn), np.sin(away) * np.sin(turn)
    up = np.cos(away)
    height = up * np.sin(lats) + north * np.cos(lats)
    out = up * np.cos(lats) - north * np.sin(lats)
    lat = np.degrees(np.arctan2(height, np.hypot(out, east)))
    lon = np.degrees(lons + np.arctan2(east, out))
    return lat, (lon + 180) % 360 - 180


class Truth:
    """Counts by Vincenty's formula and geopy, over viewings in order of latitude."""

    def __init__(self, events: dict[str, np.ndarray]) -> None:
        order = np.argsort(events["lat"])
        self.columns = tuple(events[name][order] for name in ("lat", "lon", "ts", "title"))

    def __call__(self, query: Query) -> np.ndarray:
        """Return how often each title was watched."""
        lat, lon, metres, start, end = query
        margin = 1.02 * metres / 110_000
        band = slice(*np.searchsorted(self.columns[0], (lat - margin, lat + margin)))
        lats, lons, ts, title = (column[band] for column in self.columns)
        then = np.flatnonzero((ts >= start) & (ts <= end))
        rough = haversine(lat, lon, lats[then], lons[then])
        inside = rough < 0.98 * metres
        edge = np.flatnonzero(~inside & (rough < 1.02 * metres))
        where = then[edge]
        exact = vincenty(lat, lon, lats[where], lons[where])
        inside[edge] = exact <= metres
        for row in np.flatnonzero(np.abs(exact - metres) < 1e-3):
            spot = (lats[where[row]], lons[where[row]])
            true = geodesic((lat, lon), spot).m  # type: ignore[no-untyped-call]
            inside[edge[row]] = true <= metres
        return _spread(*np.unique(title[then[inside]], return_counts=True))


def haversine(lat: float, lon: float, lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Return distances on a sphere, metres."""
    a, b, c, d = (np.radians(each) for each in (lat, lon, lats, lons))
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return np.asarray(2 * MEAN_M * np.arcsin(np.sqrt(half)))


def vincenty(lat: float, lon: float, lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Return distances on the ellipsoid, metres, for places far from antipodal.

    Source:
        Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid with application of
        nested equations", Survey Review 23(176), 1975; true to 0.1 mm.
    """
    f = FLATTENING
    first = np.arctan((1 - f) * np.tan(np.radians(lat)))
    second = np.arctan((1 - f) * np.tan(np.radians(lats)))
    apart = np.radians((lons - lon + 180) % 360 - 180)
    turn = apart
    for _ in range(8):
        across = np.cos(second) * np.sin(turn)
        along = np.cos(first) * np.sin(second) - np.sin(first) * np.cos(second) * np.cos(turn)
        sine = np.hypot(across, along)
        cosine = np.sin(first) * np.sin(second) + np.cos(first) * np.cos(second) * np.cos(turn)
        arc = np.arctan2(sine, cosine)
        course = np.cos(first) * np.cos(second) * np.sin(turn) / np.where(sine > 0, sine, 1)
        flat = 1 - course**2
        middle = cosine - 2 * np.sin(first) * np.sin(second) / np.where(flat > 0, flat, 1)
        c = f / 16 * flat * (4 + f * (4 - 3 * flat))
        inner = middle + c * cosine * (2 * middle**2 - 1)
        turn = apart + (1 - c) * f * course * (arc + c * sine * inner)
    u = flat * (EQUATOR_M**2 / POLE_M**2 - 1)
    a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    last = b / 6 * middle * (4 * sine**2 - 3) * (4 * middle**2 - 3)
    bend = b * sine * (middle + b / 4 * (cosine * (2 * middle**2 - 1) - last))
    return np.asarray(POLE_M * a * (arc - bend))


def with_ours(events: dict[str, np.ndarray]) -> tuple[Answer, int]:
    """Return ours and the bytes its arrays take."""
    nearby = make_nearby(events)

    def answer(query: Query) -> np.ndarray:
        titles, counts = nearby.query(*query, None)
        return _spread(titles, counts)

    return answer, _bytes(nearby.index)


def with_duckdb(events: dict[str, np.ndarray]) -> tuple[Answer, int]:
    """Return a scan of a time-ordered table that compares chords, the best DuckDB can do."""
    x, y, z = ecef(events["lat"], events["lon"]).T
    base = duckdb.connect(config={"threads": 1})
    frame = pd.DataFrame({"ts": events["ts"], "x": x, "y": y, "z": z, "title": events["title"]})
    base.execute("CREATE TABLE viewings AS SELECT * FROM frame")
    del frame

    def answer(query: Query) -> np.ndarray:
        lat, lon, metres, start, end = query
        centre, chord = ecef(lat, lon), 2 * MEAN_M * np.sin(metres / 2 / MEAN_M)
        found = base.execute(
            "SELECT title, count(*) AS viewings FROM viewings "
            "WHERE ts BETWEEN $1 AND $2 AND z BETWEEN $5 - $6 AND $5 + $6 "
            "AND (x - $3) ** 2 + (y - $4) ** 2 + (z - $5) ** 2 <= $6 ** 2 "
            "GROUP BY title ORDER BY viewings DESC, title",
            [start, end, *(float(each) for each in centre), float(chord)],
        ).fetchnumpy()
        return _spread(np.asarray(found["title"]), np.asarray(found["viewings"]))

    return answer, sum(column.nbytes for column in (x, y, z, events["ts"], events["title"]))


def with_balltree(events: dict[str, np.ndarray]) -> tuple[Answer, int]:
    """Return a tree of haversine distances, as most answers to this question have it."""
    tree = BallTree(
        np.radians(np.stack([events["lat"], events["lon"]], axis=-1)), metric="haversine"
    )
    ts, title = events["ts"], events["title"]

    def answer(query: Query) -> np.ndarray:
        lat, lon, metres, start, end = query
        rows = tree.query_radius(np.radians([[lat, lon]]), metres / MEAN_M)[0]
        then = rows[(ts[rows] >= start) & (ts[rows] <= end)]
        counts = np.bincount(title[then], minlength=TITLES)
        order = np.argsort(-counts, kind="stable")
        return _spread(order, counts[order])

    return answer, sum(np.asarray(part).nbytes for part in tree.get_arrays())


def _spread(titles: np.ndarray, counts: np.ndarray) -> np.ndarray:
    found = np.zeros(TITLES, dtype=np.int64)
    found[titles] = counts
    return found


def _bytes(held: object) -> int:
    """Return the bytes of all arrays that frozen dataclasses hold."""
    if isinstance(held, np.ndarray):
        return int(held.nbytes)
    if isinstance(held, tuple):
        return sum(map(_bytes, held))
    if not dataclasses.is_dataclass(held):
        return 0
    return sum(_bytes(getattr(held, field.name)) for field in dataclasses.fields(held))


def judge(
    name: str,
    build: Callable[[dict[str, np.ndarray]], tuple[Answer, int]],
    events: dict[str, np.ndarray],
    queries: list[Query],
    truth: list[np.ndarray],
) -> None:
    """Print one contender's line."""
    started = time.process_time()
    answer, size = build(events)
    built = time.process_time() - started
    for query in ask(WARM, seed=3):
        answer(query)
    spent, right = [], 0
    for query, true in zip(queries, truth, strict=False):
        before = time.process_time_ns()
        found = answer(query)
        spent.append((time.process_time_ns() - before) / 1e6)
        right += np.array_equal(found, true)
    middle, late = np.quantile(spent, [0.5, 0.99])
    print(
        f"{name:<26}{built:>8.1f}{size / 1e9:>8.2f}{middle:>10.2f}{late:>10.2f}"
        f"{right / len(spent):>9.1%}{len(spent):>9,}",
        flush=True,
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--peer-queries", type=int, default=100)
    asked = parser.parse_args()
    events, queries = make(asked.events), ask(asked.queries)
    truth = [*map(Truth(events), queries)]
    most = max(int(counts.sum()) for counts in truth)
    print(f"{asked.events:,} viewings, {TITLES:,} titles; up to {most:,} in a query\n")
    print(f"{'':<26}{'build s':>8}{'GB':>8}{'p50 ms':>10}{'p99 ms':>10}{'exact':>9}{'queries':>9}")
    judge("ours", with_ours, events, queries, truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    few = queries[: asked.peer_queries]
    judge(f"DuckDB {duckdb.__version__}, chords", with_duckdb, events, few, truth)
    judge("BallTree, haversine", with_balltree, events, few, truth)
    print(f"\nThe process held {peak:.1f} GB at most until ours was done, viewings included.")


if __name__ == "__main__":
    main()
