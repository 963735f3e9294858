"""How close the baseline comes to published figures, and what nobody has published."""

import dataclasses
from typing import Literal

import numpy as np

from core.metrics import metric
from core.simulation import run
from core.simulation.expect import Expected, expected
from core.simulation.scenario import Scenario

Verdict = Literal["within", "outside", "ceiling kept", "ceiling broken"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One figure of the baseline beside what was published.

    Args:
        quantity: What is compared.
        unit: Its unit.
        ours: The baseline's value.
        low: Published value, or the low end of the published range.
        high: The high end; equal to ``low`` for a single figure.
        tolerance: Relative distance that still counts as close (assumption).
        ceiling: Whether the published figure is an upper limit rather than a target.
        source: Who published it, and when.
    """

    quantity: str
    unit: str
    ours: float
    low: float
    high: float
    tolerance: float = 0.15
    ceiling: bool = False
    source: str

    @property
    def verdict(self) -> Verdict:
        """Whether the baseline is close to the published figure, or under its ceiling."""
        if self.ceiling:
            return "ceiling kept" if self.ours <= self.high else "ceiling broken"
        inside = self.low * (1 - self.tolerance) <= self.ours <= self.high * (1 + self.tolerance)
        return "within" if inside else "outside"

    @property
    def words(self) -> str:
        """The verdict as one reads it, with the distance that is tolerated."""
        if self.ceiling or not self.tolerance:
            return self.verdict
        return f"{self.verdict} ±{self.tolerance:.0%}".replace("%", " %")


UNPUBLISHED = (
    "take rate by persona: no service publishes titles taken per title shown",
    "reactions per Story among friends: only brand accounts are published",
    "how take-up of a social feature spreads from friend to friend on a video service",
    "how much more sessions lower churn: published figures correlate, none is causal",
)
"""What the published figures do not say: these knobs are assumptions with ranges."""


def calibrate(scenario: Scenario | None = None) -> list[Check]:
    """Return the baseline's figures beside the published ones.

    Args:
        scenario: Whose control world is compared; the default scenario without one.
    """
    scenario = scenario or Scenario()
    world = expected(scenario)["control"]
    days = len(world.days["days"])
    lost = 100 - world.metric(metric("retention"))
    return [
        Check(
            quantity="Viewing of an account",
            unit="min/day",
            ours=world.metric(metric("minutes_watched")),
            low=84,
            high=93,
            source="MoffettNathanson/Nielsen via MediaPost 2025 (US); TIME from Netflix 2015",
        ),
        Check(
            quantity="Gross churn",
            unit="% a month",
            ours=_gross_churn(world),
            low=1.8,
            high=1.8,
            source="Antenna, Netflix in the US, September 2024",
        ),
        Check(
            quantity="Net churn after returns",
            unit="% a month",
            ours=lost * 30 / days,
            low=1.0,
            high=1.8,
            source="Antenna 2024: net 1.0, gross 1.8; returns within one month are fewer",
        ),
        Check(
            quantity="Titles shown before a choice",
            unit="titles",
            ours=world.total("recommended") / world.total("sessions"),
            low=10,
            high=20,
            tolerance=0.0,
            source="Gomez-Uribe & Hunt via Business Insider, 2016",
        ),
        Check(
            quantity="Time to first play",
            unit="min",
            ours=world.metric(metric("time_to_first_play")),
            low=10.5,
            high=10.5,
            source="Nielsen/Gracenote State of Play, 2023",
        ),
        Check(
            quantity="Sessions given up without a play",
            unit="%",
            ours=100 * (1 - world.total("plays") / world.total("sessions")),
            low=20,
            high=21,
            source="Nielsen State of Play via CBS, 2023",
        ),
        Check(
            quantity="Posts written by the top 1 %",
            unit="%",
            ours=_top_posts(scenario),
            low=74.7,
            high=74.7,
            source="van Mierlo, JMIR 16(2):e33, 2014",
        ),
        Check(
            quantity="Time on Social, of time watched",
            unit="%",
            ours=100 * world.total("social_minutes") / world.total("minutes"),
            low=0,
            high=6,
            ceiling=True,
            source="KuaiComt: 5 to 6 % of short-video time goes to comments",
        ),
        Check(
            quantity="Reviews a member writes",
            unit="a month",
            ours=world.total("reviews") * 30 / days,
            low=0,
            high=1,
            ceiling=True,
            source="Goodreads 2013: 1.25 reviews a member in a lifetime, far below one a month",
        ),
    ]


def _gross_churn(world: Expected) -> float:
    """Return cancellations a month per subscribed member, percent."""
    alive, after = world.days["days"], world.days["retained"]
    # after = alive (1 - churn) + (1 - alive) comeback; on the first day nobody can come back
    leave = 1 - after[0] / alive[0]
    return float(100 * (world.share @ (1 - (1 - leave) ** (365 / 12))))


def _top_posts(scenario: Scenario) -> float:
    """Return the share of comments the top 1 % wrote in a drawn block of control, percent."""
    tables, _ = run.member_tables(scenario, 0)
    comments = np.sort(tables["control"]["comments"])[::-1]
    top = comments[: len(comments) // 100].sum()
    return float(100 * top / max(comments.sum(), 1))


def report(checks: list[Check]) -> str:
    """Return the calibration as text for a terminal."""
    lines = [f"{'quantity':<34}{'ours':>8}  {'published':<14}{'unit':<10}{'verdict':<15}source"]
    for check in checks:
        published = f"{check.low:g}" + (f" to {check.high:g}" if check.high != check.low else "")
        published = f"below {check.high:g}" if check.ceiling else published
        lines.append(
            f"{check.quantity:<34}{check.ours:>8.2f}  {published:<14}{check.unit:<10}"
            f"{check.words:<15}{check.source}"
        )
    return "\n".join([*lines, "", "Not published, so assumed:", *(f"  {u}" for u in UNPUBLISHED)])
