"""Logs made from known habits, by a generator that shares no code with the simulation."""

import dataclasses

import numpy as np
import pandas as pd

from core.events import EVENTS

START = pd.Timestamp("2026-01-01T00:00:00Z")


@dataclasses.dataclass(frozen=True, kw_only=True)
class People:
    """Members of one kind; rates are those of the kind's mean member."""

    slug: str = ""
    members: int = 300
    weekly: float = 3.0
    spread: float = 0.0  # squared relative spread of members' own rates (gamma)
    shown: float = 6.0
    new: float = 0.10
    again: float = 0.05
    liked: float = 0.04
    minutes: float = 40.0
    social: float = 0.5
    reviews: float = 0.0  # a session
    churn: float = 0.0  # a day
    comeback: float = 0.0  # a day


def log(
    *kinds: People, days: float = 56.0, seed: int = 1, subscriptions: bool = True
) -> pd.DataFrame:
    """Return the events of members who open Poisson sessions until an exponential departure."""
    rng = np.random.default_rng(seed)
    parts, first = [], 0
    for kind in kinds:
        parts.append(_kind(kind, rng, days, first, subscriptions))
        first += kind.members
    events = pd.concat(parts, ignore_index=True)
    events["value"] = events["value"].astype(float) if "value" in events else np.nan
    for column in EVENTS:
        if column.kind in ("text", "choice"):
            there = column.name in events
            events[column.name] = events[column.name].fillna("") if there else ""
    return events[[column.name for column in EVENTS]]


def _kind(
    kind: People, rng: np.random.Generator, days: float, first: int, subscriptions: bool
) -> pd.DataFrame:
    n = kind.members
    rate = np.full(n, kind.weekly / 7)
    if kind.spread:
        rate *= rng.gamma(1 / kind.spread, kind.spread, n)
    spells = [(who, since, until) for who in range(n) for since, until in _spells(kind, rng, days)]
    who, since, until = (np.array(column) for column in zip(*spells, strict=True))
    who = who.astype(int)
    visits = rng.poisson(rate[who] * (until - since))
    member = np.repeat(who, visits)
    at = rng.uniform(np.repeat(since, visits), np.repeat(until, visits))
    visit = np.arange(len(member))
    frames = [_frame("session", member, at, visit)]
    for name, share in (("new", kind.new), ("again", kind.again), ("liked", kind.liked)):
        frames.append(_titles(kind, rng, name, kind.shown * share, member, at, visit))
    passed = kind.shown * (1 - kind.new - kind.again - kind.liked)
    frames.append(_titles(kind, rng, "passed", passed, member, at, visit))
    if kind.social:
        social = _frame("social", member, at + 1e-3, visit)
        frames.append(social.assign(value=rng.exponential(kind.social, len(social))))
    written = np.repeat(np.arange(len(visit)), rng.poisson(kind.reviews, len(visit)))
    frames.append(_frame("review", member[written], at[written] + 2e-3, visit[written]))
    if subscriptions:
        nothing = np.full(len(who), -1)
        frames.append(_frame("subscribed", who, since, nothing))
        left = until < days
        frames.append(_frame("cancelled", who[left], until[left], nothing[left]))
    events = pd.concat([frame for frame in frames if len(frame)], ignore_index=True)
    events["member"] = [f"m{first + number:05}" for number in events["member"]]
    return events.assign(persona=kind.slug)


def _spells(kind: People, rng: np.random.Generator, days: float) -> list[tuple[float, float]]:
    found, since = [], 0.0
    while since < days:
        stay = rng.exponential(1 / kind.churn) if kind.churn else np.inf
        found.append((since, min(since + stay, days)))
        away = rng.exponential(1 / kind.comeback) if kind.comeback else np.inf
        since += stay + away
    return found


def _titles(
    kind: People,
    rng: np.random.Generator,
    what: str,
    mean: float,
    member: np.ndarray,
    at: np.ndarray,
    visit: np.ndarray,
) -> pd.DataFrame:
    row = np.repeat(np.arange(len(visit)), rng.poisson(mean, len(visit)))
    shown = _frame("shown", member[row], at[row] + 1e-4, visit[row])
    shown["title_id"] = [f"{what}-{number}" for number in range(len(row))]
    if what == "passed":
        return shown
    done = shown.assign(type="liked" if what == "liked" else "played", at=shown["at"])
    if what != "liked":
        done["value"] = rng.exponential(kind.minutes, len(done))
    if what == "again":
        done["surface"] = "continue"
    return pd.concat([shown, done], ignore_index=True)


def _frame(kind: str, member: np.ndarray, at: np.ndarray, visit: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "type": kind,
            "member": member,
            "at": (START + pd.to_timedelta(at, unit="D")).as_unit("us"),
            "session": [f"v{number}" if number >= 0 else "" for number in visit],
        }
    )
