"""Thirty days of a city: honest members, a ring of fake accounts, and the rules they earn under.

The crowd watches what the sample world watches. Everything an attacker may do by itself it does:
it plays titles around the clock, spins until the wheel lands on what pays, lifts titles of its own
over the noise ceiling, claims from other cities, and moves whenever it may.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
from scipy.stats import gamma

from core import seeds
from core.rewards.claims import Paid, claim, move
from core.rewards.honest import USED
from core.rewards.rules import Claim, Refused, Rules
from core.sampling.viewings import AWAY
from core.world import World

DAYS = 30
START = datetime(2026, 11, 1, tzinfo=UTC)
ACCOUNTS = 20
CROWD = 1_000  # people in a neighbourhood, as the brief asks of recall
TITLES_A_DAY = 3  # m, what one account adds to the release a day
SCALE = 3.0  # m / epsilon
WINDOW = 7  # days of releases that the wheel adds up
SLICES = 8
MINUTES = 24 * 60


@dataclasses.dataclass(frozen=True)
class City:
    """The crowd: title shares of each place, and what titles are."""

    titles: np.ndarray
    minutes: np.ndarray
    is_film: np.ndarray
    places: tuple[str, ...]
    positions: np.ndarray
    shares: np.ndarray  # (places, titles)
    a_day: float

    @classmethod
    def of(cls, world: World, count: int = 3) -> "City":
        """The ``count`` neighbourhoods, each in another city, where most is watched."""
        homes = world.members[["member_id", "place_id"]].merge(world.places, on="place_id")
        seen = world.viewings[["member_id", "title_id"]].merge(homes, on="member_id")
        busiest = seen.groupby(["city", "place_id"]).size().reset_index(name="viewings")
        busiest = busiest.sort_values("viewings", ascending=False).drop_duplicates("city")
        chosen = list(busiest["place_id"].head(count))
        titles = world.titles["title_id"].to_numpy()
        shares = []
        for place in chosen:
            here = seen[seen["place_id"] == place]["title_id"].value_counts()
            shares.append(here.reindex(titles, fill_value=0).to_numpy() / here.sum())
        spots = world.places.set_index("place_id").loc[chosen][["latitude", "longitude"]]
        return cls(
            titles=titles,
            minutes=world.titles["minutes"].to_numpy(),
            is_film=(world.titles["kind"] == "film").to_numpy(),
            places=tuple(chosen),
            positions=spots.to_numpy(),
            shares=np.array(shares),
            a_day=len(world.viewings) / len(world.members) / 90,
        )


class Release:
    """A stand-in for the private release: daily noisy counts, believed above their ceiling."""

    def __init__(self, city: City, seed: int, lifted: np.ndarray | None = None) -> None:
        """Draw every day at once; ``lifted`` are rows of titles that a ring watches each day."""
        draw = seeds.stream(seed, "ring", "release")
        days, shape = DAYS + WINDOW, (len(city.places), len(city.titles))
        mean = CROWD * city.a_day * city.shares
        counts = draw.poisson(mean, (days, *shape)).astype(float)
        if lifted is not None:
            counts[:, 0, lifted] += ACCOUNTS
        stop = 1 - np.exp(-1 / SCALE)
        counts += draw.geometric(stop, counts.shape) - draw.geometric(stop, counts.shape)
        sums = np.cumsum(np.concatenate([np.zeros((1, *shape)), counts]), axis=0)
        self.counts = sums[WINDOW:] - sums[:-WINDOW]
        noise = draw.geometric(stop, (WINDOW, 200_000)) - draw.geometric(stop, (WINDOW, 200_000))
        self.ceiling = np.quantile(noise.sum(axis=0), 1 - 1e-4)
        self.row = {name: row for row, name in enumerate(city.titles)}
        self.place = {name: row for row, name in enumerate(city.places)}

    def believed(self, day: int) -> Callable[[str, str], bool]:
        """The oracle that the rules are given on a day."""
        return lambda title, place: bool(
            self.counts[day, self.place[place], self.row[title]] > self.ceiling
        )

    def slices(self, day: int, place: int, seen: set[int], prior: np.ndarray) -> np.ndarray:
        """The wheel's titles: the believed ones first, then the city's prior."""
        order = np.argsort(
            -(self.counts[day, place] * 1e3 * (self.counts[day, place] > self.ceiling) + prior)
        )
        return np.array([row for row in order[: SLICES + len(seen)] if row not in seen][:SLICES])


@dataclasses.dataclass
class Earned:
    """What a group earned, and why it was refused the rest."""

    points: int = 0
    watched: int = 0
    no: Counter = dataclasses.field(default_factory=Counter)

    def add(self, answer: Paid | Refused) -> bool:
        self.watched += 1
        if isinstance(answer, Paid):
            self.points += answer.points
            return True
        self.no[answer.rule.value] += 1
        return False


def honest(
    ledger, city: City, release: Release, rules: Rules, seed: int, used: float = USED
) -> Earned:
    """Twenty members of the first place, of unequal zeal as the sample world draws it.

    They have lived there for a while; the ring's accounts are new, as fakes are.
    """
    draw = seeds.stream(seed, "ring", "honest")
    zeal = used * gamma.ppf((np.arange(ACCOUNTS) + 0.5) / ACCOUNTS, 3.0, scale=1 / 3.0)
    got, prior = Earned(), city.shares[0]
    for person in range(ACCOUNTS):
        name, seen = f"honest-{person}", set()
        move(ledger, name, city.places[0], at=START - timedelta(days=60), rules=rules)
        for day in range(DAYS):
            at, today = START + timedelta(days=day, hours=8), set()
            for _ in range(draw.poisson(zeal[person])):
                rows = release.slices(day, 0, seen | today, prior)
                weight = np.maximum(release.counts[day, 0, rows], 1.0)
                row = int(draw.choice(rows, p=weight / weight.sum()))
                today.add(row)  # the wheel repeats nothing on a day
                if city.is_film[row]:
                    seen.add(row)
                away = draw.random() < AWAY
                asked = viewing(city, name, row, at, 1.0, 1 if away else 0)
                at = asked.ended + timedelta(minutes=5)
                if at.date() > asked.began.date():
                    break
                got.add(claim(ledger, asked, release.believed(day), rules))
    return got


def ring(ledger, city: City, release: Release, rules: Rules, accounts: int = ACCOUNTS) -> Earned:
    """Fake accounts in one cell that do whatever pays, and learn from every refusal."""
    got = Earned()
    for account in range(accounts):
        name = f"fake-{account}"
        move(ledger, name, city.places[0], at=START, rules=rules)
        for day in range(DAYS):
            at = START + timedelta(days=day, minutes=1)
            believed = np.flatnonzero(release.counts[day, 0] > release.ceiling)
            quickest = believed[np.argsort(city.minutes[believed], kind="stable")]
            away = 1 + day % (len(city.places) - 1)
            got.add(claim(ledger, viewing(city, name, int(quickest[0]), at, 0.5, away),
                          release.believed(day), rules))  # teleport  # fmt: skip
            moved = move(ledger, name, city.places[away], at=at, rules=rules)
            if not isinstance(moved, Refused):
                move(ledger, name, city.places[0], at=at, rules=rules)
            for row in quickest:  # spins until the wheel lands here: spins are free
                asked = viewing(city, name, int(row), at, 0.5, 0)
                at = asked.ended
                if not got.add(claim(ledger, asked, release.believed(day), rules)):
                    break
    return got


def naive_ring(a_day: int = MINUTES) -> int:
    """What the ring is paid where one other account's like is enough: a claim a minute pays."""
    likes = Counter({"theirs": ACCOUNTS})
    return sum(
        likes["theirs"] - 1 >= 1 for _ in range(ACCOUNTS) for _ in range(DAYS) for _ in range(a_day)
    )


def capped_ring(titles: int, a_day: int = 10) -> int:
    """What it is paid by exact counts of two others, a title once a day, ten titles a day."""
    likes = dict.fromkeys(range(titles), ACCOUNTS)
    paid = 0
    for _ in range(ACCOUNTS * DAYS):
        today: set[int] = set()
        for title, count in likes.items():
            if count - 1 >= 2 and title not in today and len(today) < a_day:
                today.add(title)
        paid += len(today)
    return paid


def viewing(city: City, name: str, row: int, at: datetime, part: float, place: int) -> Claim:
    running = float(city.minutes[row])
    return Claim(
        member=name,
        title_id=str(city.titles[row]),
        title=str(city.titles[row]),
        place=city.places[place],
        spun_at=at,
        began=at,
        ended=at + timedelta(minutes=running * part),
        minutes=running * part,
        running=running,
        latitude=float(city.positions[place, 0]),
        longitude=float(city.positions[place, 1]),
    )
