"""Fitting a scenario to a log: habits where the log tells them, defaults where it cannot."""

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

import numpy as np
import pandas as pd

from core.errors import DataError
from core.fitting.about import about
from core.fitting.groups import Groups, group
from core.fitting.habits import IN_DAYS, RULES, UNTOLD, asked_for, curve, estimate, mean_of
from core.fitting.log import GONE_DAYS, Log, follow
from core.fitting.model import RANGES, Estimate, Fit, habit_estimate
from core.fitting.sums import FEW, Figure, Floats
from core.fitting.survival import FEWEST, SHORTEST
from core.people import PERSONAS, SENIOR, Habits
from core.simulation.scenario import Scenario, default_personas

SEED = 7
SURE = 0.99
"""Mean certainty of a member's place under which it is said that some are misplaced."""

Reasons = dict[str, list[str]]
"""Keys that keep their default, by the reason why."""


def fit(events: pd.DataFrame, *, gone_days: float = GONE_DAYS, seed: int = SEED) -> Fit:
    """Estimate from a log what a scenario needs, each figure with a 95 % interval.

    Args:
        events: Columns of ``core.events.EVENTS``. Of a test, the control arm counts.
        gone_days: Silence after which a member counts as gone, where the log does not say who
            cancelled; days.
        seed: Seed of clustering and resampling. The order of the events does not matter.

    Returns:
        The scenario, every estimate, and what the log cannot tell.

    Raises:
        DataError: If there are too few members or no visits, or ``gone_days`` is not above zero.
    """
    log = follow(events, gone_days=gone_days)
    if len(log.members) < FEWEST:
        raise DataError(
            f"A fit needs at least {FEWEST} members, but the log holds {len(log.members)}."
        )
    groups = group(log, seed=seed)
    reasons: Reasons = defaultdict(list)
    if groups.weights:
        estimates = list(_by_persona(log, groups, reasons))
        base = {slug: _default(slug) for slug in groups.weights}
    else:
        estimates = list(_together(log, reasons))
        base = default_personas()
    told = [slug for slug in base if f"personas.{slug}.*" not in chain(*reasons.values())]
    _untold(told, reasons)
    scenario = dataclasses.replace(Scenario(), personas=_people(base, estimates))
    return Fit(
        scenario=scenario,
        estimates=(*estimates, *about(log, scenario, seed)),
        unknown=_sentences(reasons, told),
        notes=_notes(log, groups),
        events=log.events,
        members=len(log.members),
        since=log.since,
        until=log.until,
    )


def _default(slug: str) -> Habits:
    known = {persona.slug: persona.habits for persona in (*PERSONAS, SENIOR)}
    return known.get(slug, Habits())


def _people(base: Mapping[str, Habits], estimates: list[Estimate]) -> dict[str, Habits]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for each in estimates:
        _, slug, habit = each.key.split(".")
        if each.used is not None:
            found[slug][habit] = each.used
    return {slug: dataclasses.replace(habits, **found[slug]) for slug, habits in base.items()}


def _by_persona(log: Log, groups: Groups, reasons: Reasons) -> Iterator[Estimate]:
    for slug, weights in groups.weights.items():
        yield habit_estimate(slug, "share", groups.shares[slug].times(100.0))
        asked = asked_for(log, weights)
        for habit, figure in _habits(log, weights, f"personas.{slug}", reasons):
            yield habit_estimate(slug, habit, figure, asked if habit in IN_DAYS else 1.0)


def _together(log: Log, reasons: Reasons) -> Iterator[Estimate]:
    """Estimate everybody's habits; the personas keep shares and proportions and move together."""
    personas = default_personas()
    rules = {rule.habit: rule for rule in RULES}
    reasons["the log shows one kind of member, so shares and proportions stay as assumed"] += [
        f"personas.{slug}.share" for slug in personas
    ]
    for habit, figure in _habits(log, np.ones(len(log.members)), "personas.*", reasons):
        if habit in rules:
            mean = mean_of(rules[habit], personas)
        else:
            share = np.array([habits.share for habits in personas.values()])
            mean = float(share @ [getattr(each, habit) for each in personas.values()] / share.sum())
        for slug, habits in personas.items():
            scaled = figure.times(float(getattr(habits, habit)) / mean) if mean else figure
            scaled = scaled.at_most(100.0) if RANGES[habit].unit == "%" else scaled
            method = f"{scaled.method}, everybody scaled alike"
            yield habit_estimate(slug, habit, dataclasses.replace(scaled, method=method))


def _habits(
    log: Log, weights: Floats, where: str, reasons: Reasons
) -> Iterator[tuple[str, Figure]]:
    if weights.sum() < FEWEST:
        reasons[f"fewer than {FEWEST} members of the kind, so all but its share"].append(
            f"{where}.*"
        )
        return
    for rule in RULES:
        missing = [kind for kind in rule.needs if kind not in log.types]
        figure = None if missing else estimate(rule, log, weights)
        if figure is None:
            words = " or ".join("a purchase in a visit" if m == "order" else m for m in missing)
            why = f"no event says {words}" if missing else f"fewer than {FEW} members did so"
            reasons[why].append(f"{where}.{rule.habit}")
        else:
            yield rule.habit, figure
    for habit, present in (("churn_per_month", True), ("return_per_month", False)):
        found = curve(log, weights, present=present)
        monthly = found.a_month() if found else None
        if monthly is None:
            reasons[_too_short(log, present=present)].append(f"{where}.{habit}")
        else:
            figure, day = monthly
            method = f"{figure.method}, at day {day:.0f}"
            yield habit, dataclasses.replace(figure, method=method).times(100.0)


def _too_short(log: Log, *, present: bool) -> str:
    if log.by == "nothing":
        return (
            f"the log's {log.days:,.0f} days are too few to tell a silence of "
            f"{log.gone_days:g} days from a departure"
        )
    return f"fewer than {FEWEST} members {'followed' if present else 'away'} for {SHORTEST:g} days"


def _untold(slugs: Collection[str], reasons: Reasons) -> None:
    for habit, what in UNTOLD.items():
        reasons[f"no log of today's service says {what}"] += [
            f"personas.{slug}.{habit}" for slug in slugs
        ]
    reasons["no log of today's service says how an idea spreads, wears off or pays"] = [
        "dynamics.*"
    ]
    reasons["chosen by whoever asks, not estimated"] = ["setup.*", "ideas.*"]


def _sentences(reasons: Reasons, slugs: Collection[str]) -> tuple[str, ...]:
    """Return one sentence a reason; a habit that no persona is told of stands once, with a star."""
    made = []
    for reason, keys in reasons.items():
        names: dict[str, None] = {}
        for key in keys:
            habit = key.rsplit(".", 1)[-1]
            alike = {f"personas.{slug}.{habit}" for slug in slugs}
            names[f"personas.*.{habit}" if key in alike and alike.issubset(keys) else key] = None
        made.append(f"{', '.join(names)}: {reason}.")
    return tuple(made)


def _notes(log: Log, groups: Groups) -> tuple[str, ...]:
    notes = []
    if log.treated:
        notes.append("The log is of a test: its treatment arm is left out.")
    notes.append(
        {
            "subscriptions": "Members are there from subscribed to cancelled, as the log says.",
            "visits": "The log does not say who subscribed: a member is there from the first "
            f"visit, and gone after {log.gone_days:g} days of silence; shorter absences count as "
            "presence.",
            "nothing": "The log does not say who subscribed: a member is there from the first "
            "visit to its end.",
        }[log.by]
    )
    if "rated" in log.types and "played" not in log.types:
        notes.append("The log tells ratings, not plays: its visits are visits to rate.")
    if groups.labelled:
        nameless = int((log.members["persona"] == "").sum())
        aside = f"; {nameless:,} members without one are left out" if nameless else ""
        notes.append(f"Personas are as the log names them{aside}.")
        return tuple(notes)
    numbers = ", ".join(groups.features) or "nothing that differs"
    if not groups.weights:
        notes.append(f"Clustering by {numbers} supports one kind of member, not several.")
        return tuple(notes)
    placed = f"a member is placed with {100 * groups.certainty:.0f} % certainty on average"
    if groups.certainty < SURE:
        placed += "; the intervals by persona leave out that some are misplaced"
    notes.append(f"Clustering by {numbers} supports {groups.clusters} kinds of members; {placed}.")
    absent = [slug for slug, weights in groups.weights.items() if weights.sum() < 1]
    if absent:
        notes.append(f"No kind was matched with {' or '.join(absent)}: its share is 0.")
    return tuple(notes)
