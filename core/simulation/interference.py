"""What a test misses of an idea that spreads among friends, and what to do instead."""

import dataclasses
from collections.abc import Mapping

import pandas as pd

from core.experiment.clusters import ALIKE, Clusters, communities
from core.ideas import idea
from core.metrics import METRICS
from core.simulation.behaviour import Behaviour
from core.simulation.expect import Expected, world
from core.simulation.graph import Graph
from core.simulation.levers import SPREADS
from core.simulation.scenario import Scenario
from core.world import World

NOTHING = 1e-9
"""Change of a metric, as a share of control, that is taken for none."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Interference:
    """Why a test of a scenario by member misleads, and what a test by cluster costs.

    Args:
        ideas: Slugs of the ideas that spread among friends.
        unit: How the test assigns, ``"member"`` or ``"cluster"``.
        by_member: By metric, what a test that splits members is expected to miss of the effect
            on everybody, percent: -40 reads two fifths too little. Only metrics that move.
        by_cluster: The same for a test by cluster whose arms are compared as they are; adjusted
            for friends outside it misses less, and nothing where figures are linear in the
            share of treated friends and in their number.
        within: Share of follows inside the clusters offered.
        clusters: Communities among as many members as the scenario has in both arms.
        as_it_is: How many times the members of a test by member a test by cluster needs.
        design_effect: The same adjusted for exposure and friends.
    """

    ideas: tuple[str, ...]
    unit: str
    by_member: Mapping[str, float]
    by_cluster: Mapping[str, float]
    within: float
    clusters: int
    as_it_is: float
    design_effect: float

    @property
    def sentence(self) -> str:
        """What to tell a stakeholder beside the readout of the test."""
        *first, last = (idea(slug).title for slug in self.ideas)
        through = f"{', '.join(first)} and {last}" if first else last
        told = self._of_cluster() if self.unit == "cluster" else self._of_member()
        return f"Members influence one another through {through}. {told}"

    def _of_member(self) -> str:
        label, missed, _ = self._worst(self.by_member)
        splits = f"This test by member splits friends, and misses {missed:.0f} % of {label}. "
        return (
            f"{splits if missed >= 1 else ''}Treat communities as a whole: {self._communities}. "
            "In the Metric lab, switch *Assignment* to *By cluster*, at "
            f"{self.as_it_is:.1f} times the members."
        )

    def _of_cluster(self) -> str:
        label, by_member, missed = self._worst(self.by_cluster)
        remains = (
            f"Friends outside still cost it {missed:.0f} % of {label}; a test by member misses "
            f"{by_member:.0f} %. "
        )
        return (
            f"This test treats communities as a whole: {self._communities}. "
            f"{remains if missed >= 1 else ''}Its price: {self.as_it_is:.1f} times the members "
            "for intervals as narrow; adjusted for the friends outside, "
            f"{self.design_effect:.1f} times."
        )

    def _worst(self, missed: Mapping[str, float]) -> tuple[str, float, float]:
        """Return the effect of which most is missed, and how much by member and by cluster."""
        success = [of for of in METRICS if of.role == "success"]
        worst = min(success, key=lambda of: missed.get(of.slug, 0.0))
        one, other = (-found.get(worst.slug, 0.0) for found in (self.by_member, self.by_cluster))
        return f"the effect on {worst.label[0].lower()}{worst.label[1:]}", one, other

    @property
    def _communities(self) -> str:
        return f"{self.clusters:,} of them hold {100 * self.within:.0f} % of follows"


def offered(sample: World) -> Clusters:
    """Return the communities of a world's follow graph, to offer as clusters."""
    members = pd.Index(sample.members["member_id"])
    ends = (members.get_indexer(sample.follows[name]) for name in ("follower_id", "followed_id"))
    return communities(len(members), *ends)


def warning(scenario: Scenario, clusters: Clusters, *, alike: float = ALIKE) -> Interference | None:
    """Return what to say beside the readout of a test, or ``None`` if nothing.

    Args:
        scenario: The ideas tested, and how members are assigned.
        clusters: Such as ``offered``; a population of another size is taken to have
            proportionally as many.
        alike: Correlation of two members of a cluster in what is measured.
    """
    ideas = tuple(slug for slug in scenario.ideas if slug in SPREADS)
    if not ideas:
        return None
    control = together(dataclasses.replace(scenario, ideas={}), 1.0)
    everybody = together(scenario, 1.0)
    by_member, by_cluster = (
        _missed(control, everybody, together(scenario, share))
        for share in (0.5, (1 + clusters.within) / 2)
    )
    members = 2 * scenario.setup.members
    return Interference(
        ideas=ideas,
        unit=scenario.setup.unit,
        by_member=by_member,
        by_cluster=by_cluster,
        within=clusters.within,
        clusters=round(clusters.communities * members / len(clusters.label)),
        as_it_is=clusters.design_effect(alike) / clusters.stretch,
        design_effect=clusters.design_effect(alike),
    )


def together(scenario: Scenario, share: float) -> Expected:
    """Return what to expect of members who have the ideas, but only some of their friends.

    Args:
        scenario: The ideas.
        share: Share of each member's friends who have them too, 0 to 1.
    """
    graph = Graph.of(scenario.personas, scenario.dynamics.friends, together=share)
    return world(scenario, Behaviour(scenario.personas, scenario.ideas, scenario.dynamics, graph))


def _missed(control: Expected, everybody: Expected, tested: Expected) -> dict[str, float]:
    found = {}
    for of in METRICS:
        none, all_, some = (each.metric(of) for each in (control, everybody, tested))
        if abs(all_ - none) > NOTHING * abs(none):
            found[of.slug] = 100 * ((some - none) / (all_ - none) - 1)
    return found
