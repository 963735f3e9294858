"""A scenario: everything a run depends on. TOML in and out; its digest names it."""

import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Self

import tomli_w

from core.errors import KnobError, ScenarioError
from core.ideas import idea
from core.knobs import ASSUMPTION, Choice, Params, Range, unknown_key
from core.people import PERSONAS, SENIOR, Habits
from core.simulation.levers import LEVERS, Lever

SCHEMA = 1
"""Version of the scenario file; a newer one is refused."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Setup(Params):
    """Population, horizon, question and engine of a run."""

    seed: Annotated[
        int, Range("Seed", 0, 2**31 - 1, source="chosen", help="Same seed, same numbers.")
    ] = 7
    members: Annotated[
        int,
        Range(
            "Members in each arm",
            100,
            5_000_000,
            step=100,
            source="chosen by the presenter",
            help="What-if: the same members live in both worlds. A/B: independent members.",
        ),
    ] = 100_000
    days: Annotated[int, Range("Horizon", 1, 365, unit="days", source="chosen")] = 28
    question: Annotated[
        str,
        Choice(
            "Question",
            (("what-if", "What if?"), ("ab", "Simulated A/B test")),
            source="chosen",
            help="What-if: everybody has the ideas, and both worlds share their draws. "
            "A/B: independent members with friends in both arms, as in a test.",
        ),
    ] = "what-if"
    engine: Annotated[
        str,
        Choice("Engine", (("aggregate", "Aggregate"), ("daily", "Daily")), source="chosen"),
    ] = "aggregate"
    unit: Annotated[
        str,
        Choice(
            "Assignment",
            (("member", "By member"), ("cluster", "By cluster")),
            source="chosen",
            help="Of an A/B test. By member splits friends; by cluster treats communities of the "
            "follow graph as a whole.",
        ),
    ] = "member"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Dynamics(Params):
    """How behaviour changes over time, for every idea alike."""

    try_days: Annotated[
        float,
        Range(
            "Days until half have tried",
            0.5,
            60,
            step=0.5,
            unit="days",
            source=f"{ASSUMPTION}, 2 to 30 days",
        ),
    ] = 7.0
    contagion: Annotated[
        float,
        Range(
            "Contagion",
            0,
            5,
            step=0.1,
            source="Sultan, Farley & Lehmann, JMR 1990: q/p 0.38/0.03; assumption 0 to 5",
            help="How much faster people try a social idea when all their friends use it.",
        ),
    ] = 2.0
    friends: Annotated[
        float,
        Range(
            "Friends of a member",
            0,
            50,
            step=1,
            source=f"{ASSUMPTION}, 3 to 20",
            help="A social idea works for those who have at least one friend there.",
        ),
    ] = 8.0
    novelty_half_life: Annotated[
        float,
        Range("Half-life of novelty", 1, 180, unit="days", source=f"{ASSUMPTION}, 5 to 60 days"),
    ] = 21.0
    lasting: Annotated[
        float,
        Range(
            "Effect that lasts",
            0,
            100,
            step=5,
            unit="%",
            source=f"{ASSUMPTION}, 30 to 90 %",
            help="Share of an effect that is left when novelty has worn off.",
        ),
    ] = 60.0
    habit: Annotated[
        float,
        Range(
            "Habit",
            0,
            1,
            step=0.05,
            source=f"{ASSUMPTION}, 0 to 0.5",
            help="Extra sessions, per unit of extra titles taken in a session.",
        ),
    ] = 0.2
    habit_days: Annotated[
        float,
        Range(
            "Days a habit takes",
            1,
            120,
            unit="days",
            source="Lally et al., EJSP 40(6) 2010: median 66 days, range 18 to 254",
        ),
    ] = 66.0
    churn_elasticity: Annotated[
        float,
        Range(
            "Engagement lowers churn",
            0,
            3,
            step=0.1,
            source=f"{ASSUMPTION}, 0 to 1.5",
            help="Percent less churn for one percent more sessions.",
        ),
    ] = 0.5
    crowding: Annotated[
        float,
        Range(
            "Crowding",
            0,
            10,
            step=0.25,
            unit="%",
            source=f"{ASSUMPTION}, 0 to 3 %",
            help="Longer search for everybody with each idea added to the page.",
        ),
    ] = 1.0
    price: Annotated[
        float,
        Range(
            "Price of a month",
            0,
            60,
            step=0.01,
            unit="$",
            source="Netflix US standard plan, list price of 2024",
        ),
    ] = 15.49
    order_margin: Annotated[
        float,
        Range("Margin of an order", 0, 50, step=0.5, unit="$", source=f"{ASSUMPTION}, 2 to 10 $"),
    ] = 4.0


def default_personas() -> dict[str, Habits]:
    """Return the habits of the three personas of the brief, by slug."""
    return {persona.slug: persona.habits for persona in PERSONAS}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything a run depends on.

    Args:
        setup: Seed, population, horizon, question and engine.
        dynamics: Habit, novelty, contagion, prices.
        personas: Habits by persona slug; at least one with a share above zero.
        ideas: Knobs of the ideas switched on in the treatment world, by slug. The control
            world is today's service without them.

    Raises:
        ScenarioError: If an idea or persona is unknown or no persona has a share.
    """

    setup: Setup = Setup()
    dynamics: Dynamics = Dynamics()
    personas: Mapping[str, Habits] = dataclasses.field(default_factory=default_personas)
    ideas: Mapping[str, Lever] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        for slug, lever in self.ideas.items():
            expected = LEVERS[idea(slug).slug]
            if type(lever) is not expected:
                raise ScenarioError(
                    f"ideas.{slug} needs {expected.__name__}, not {type(lever).__name__}."
                )
        if not self.personas or not sum(habits.share for habits in self.personas.values()) > 0:
            raise ScenarioError("personas need at least one with a share above 0, but all are 0.")
        for slug in self.personas:
            if not slug.isidentifier() or len(slug) > 40:
                raise ScenarioError(f"A persona's name must be one plain word, not {slug!r}.")
        order = [slug for slug in LEVERS if slug in self.ideas]
        object.__setattr__(self, "personas", MappingProxyType(dict(self.personas)))
        object.__setattr__(
            self, "ideas", MappingProxyType({slug: self.ideas[slug] for slug in order})
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.setup, self.dynamics, dict(self.personas), dict(self.ideas))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.write() == other.write()

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def digest(self) -> str:
        """The scenario's name: SHA-256 of its canonical JSON, as 64 hexadecimal digits."""
        text = json.dumps(self.write(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def with_setup(self, **changes: Any) -> Self:
        """Return a copy with some of the set-up changed."""
        return dataclasses.replace(self, setup=dataclasses.replace(self.setup, **changes))

    def with_idea(self, slug: str, lever: Lever | None = None) -> Self:
        """Return a copy with an idea switched on, with its default knobs unless given."""
        lever = LEVERS[idea(slug).slug]() if lever is None else lever
        return dataclasses.replace(self, ideas={**self.ideas, slug: lever})

    def without_idea(self, slug: str) -> Self:
        """Return a copy with an idea switched off."""
        kept = {name: lever for name, lever in self.ideas.items() if name != slug}
        return dataclasses.replace(self, ideas=kept)

    def write(self) -> dict[str, Any]:
        """Return every parameter as plain nested mappings, defaults included."""
        return {
            "schema": SCHEMA,
            "setup": self.setup.write(),
            "dynamics": self.dynamics.write(),
            "personas": {slug: habits.write() for slug, habits in self.personas.items()},
            "ideas": {slug: lever.write() for slug, lever in self.ideas.items()},
        }

    def to_toml(self) -> str:
        """Return the scenario as TOML text; ``Scenario.from_toml`` reads it back equal."""
        return tomli_w.dumps(self.write())

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a scenario from TOML text; what is left out keeps its default.

        Raises:
            ScenarioError: If the text is no TOML, or of another schema.
            KnobError: For an unknown key, a wrong type or a value out of range.
        """
        try:
            return cls.read(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise ScenarioError(f"The scenario is not valid TOML: {error}.") from None

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Read a scenario from nested mappings others wrote; see ``from_toml``."""
        tables = ("setup", "dynamics", "personas", "ideas")
        for key, value in values.items():
            if key == "schema":
                if value != SCHEMA or isinstance(value, bool):
                    raise ScenarioError(f"schema must be {SCHEMA}, not {value!r}.")
            elif key not in tables:
                raise KnobError(unknown_key(key, ["schema", *tables]))
        setup, dynamics, personas, ideas = (_table(values, name) for name in tables)
        known = default_personas()
        for slug in personas:
            _check_persona(slug, _table(personas, slug), [*known, SENIOR.slug])
        people = {
            slug: Habits.read(
                {**(known[slug].write() if slug in known else {}), **_table(personas, slug)},
                where=f"personas.{slug}",
            )
            for slug in personas
        }
        return cls(
            setup=Setup.read(setup, where="setup"),
            dynamics=Dynamics.read(dynamics, where="dynamics"),
            personas=people or known,
            ideas={
                slug: LEVERS[idea(slug).slug].read(_table(ideas, slug), where=f"ideas.{slug}")
                for slug in ideas
            },
        )


def _rebuild(
    setup: Setup, dynamics: Dynamics, personas: dict[str, Habits], ideas: dict[str, Lever]
) -> Scenario:
    return Scenario(setup=setup, dynamics=dynamics, personas=personas, ideas=ideas)


def _check_persona(slug: str, values: Mapping[str, Any], known: list[str]) -> None:
    """Refuse what is more likely a slip of the pen than a persona of somebody's own."""
    if slug not in known and not {"share", "sessions_per_week"} <= set(values):
        said = unknown_key(f"personas.{slug}", [f"personas.{name}" for name in known])
        raise KnobError(
            f"{said} A persona of your own must give at least share and sessions_per_week."
        )


def _table(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = values.get(name, {})
    if not isinstance(table, Mapping):
        raise ScenarioError(f"{name} must be a table of keys and values, not {table!r}.")
    return table
