"""A scenario in the address bar: only what differs from the default, so that a link is a demo.

Ideas and other choices stand there by their words on screen, because that is what the page binds;
slugs are read as well.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TypeVar

from core.errors import KnobError
from core.ideas import IDEAS, idea
from core.knobs import Choice, Field, Params, changed, fields
from core.people import PERSONAS, SENIOR, Habits
from core.simulation.levers import LEVERS
from core.simulation.scenario import Dynamics, Scenario, Setup, default_personas

P = TypeVar("P", bound=Params)

Query = Mapping[str, Sequence[str]]
"""Parameters of an address; a key may stand there more than once."""

IDEAS_KEY = "ideas"
SETUP, DYNAMICS = "run", "world"
"""What the keys of set-up and dynamics start with: ``run_seed``, ``world_habit``."""


_NAMES = (
    {SETUP: "Population and question", DYNAMICS: "How people behave"}
    | {each.slug: each.title for each in IDEAS}
    | {each.slug: each.title for each in (*PERSONAS, SENIOR)}
)


def key(prefix: str, name: str) -> str:
    """Return the key of a knob in the address, and of its widget.

    Example:
        >>> key("social", "uptake")
        'social_uptake'
    """
    return f"{prefix}_{name}"


def people() -> dict[str, Habits]:
    """Return the habits of every persona that a link can carry: the three, and seniors."""
    return default_personas() | {SENIOR.slug: SENIOR.habits}


def write(scenario: Scenario) -> dict[str, list[str]]:
    """Return the parameters of the scenario's address; ``read`` gives the scenario back."""
    query: dict[str, list[str]] = {}
    if scenario.ideas:
        query[IDEAS_KEY] = [idea(slug).title for slug in scenario.ideas]
    parts: list[tuple[str, Params]] = [
        (SETUP, scenario.setup),
        (DYNAMICS, scenario.dynamics),
        *scenario.ideas.items(),
    ]
    for prefix, params in parts:
        now = dict(changed(params))
        query |= {
            key(prefix, field.name): [_text(field, now[field.name])]
            for field in fields(type(params))
            if field.name in now
        }
    for slug in people():
        found = persona(slug, scenario.personas.get(slug))
        query |= {name: [text] for name, text in found.items()}
    return query


def spelled(query: Query) -> dict[str, list[str]]:
    """Return an address with choices by their words on screen, which is what a page binds.

    Example:
        >>> spelled({"ideas": ["mood", "Social"], "run_question": ["ab"], "x": ["1"]})
        {'ideas': ['Mood of the day', 'Social'], 'run_question': ['Simulated A/B test'], 'x': ['1']}
    """
    words = {IDEAS_KEY: {each.slug: each.title for each in IDEAS}}
    for field in fields(Setup):
        if isinstance(field.knob, Choice):
            words[key(SETUP, field.name)] = dict(field.knob.options)
    return {
        name: [words.get(name, {}).get(text, text) for text in texts]
        for name, texts in query.items()
    }


def persona(slug: str, habits: Habits | None) -> dict[str, str]:
    """Return the parameters of a persona whose habits differ from the declared ones.

    Args:
        slug: One of ``people``.
        habits: Its habits; ``None`` where it is not in the mix.

    Example:
        >>> persona("senior", dataclasses.replace(SENIOR.habits, share=12))
        {'senior_share': '12'}
    """
    declared = people()[slug]
    habits = dataclasses.replace(declared, share=0) if habits is None else habits
    return {
        key(slug, field.name): _text(field, getattr(habits, field.name))
        for field in fields(Habits)
        if getattr(habits, field.name) != getattr(declared, field.name)
    }


def read(query: Query) -> tuple[Scenario, list[str]]:
    """Return the scenario of an address, and a sentence for each parameter that was refused.

    A refused parameter keeps its default: a mistyped link still opens.
    """
    problems: list[str] = []
    on = []
    titles = {each.title: each.slug for each in IDEAS}
    for said in filter(None, query.get(IDEAS_KEY, ())):
        slug = titles.get(said, said)
        if slug in LEVERS:
            on.append(slug)
        else:
            problems.append(f"There is no idea {said!r}; it was left out.")
    personas = {
        slug: _params(Habits, slug, query, problems, base=habits)
        for slug, habits in people().items()
    }
    present = {slug: habits for slug, habits in personas.items() if habits.share > 0}
    if not present:
        problems.append("Every persona had a share of 0; the usual mix is used instead.")
        present = default_personas()
    scenario = Scenario(
        setup=_params(Setup, SETUP, query, problems),
        dynamics=_params(Dynamics, DYNAMICS, query, problems),
        personas=present,
        ideas={slug: _params(LEVERS[slug], slug, query, problems) for slug in on},
    )
    return scenario, problems


def _params(
    kind: type[P], prefix: str, query: Query, problems: list[str], base: P | None = None
) -> P:
    values: dict[str, object] = dict(base.write()) if base is not None else {}
    for field in fields(kind):
        for text in query.get(key(prefix, field.name), ())[:1]:
            try:
                values[field.name] = field.check(_value(field, text))
            except KnobError as error:
                problems.append(f"{_NAMES.get(prefix, prefix)}: {error}")
    return kind(**values)


def _value(field: Field, text: str) -> object:
    if isinstance(field.knob, Choice):
        return {words: value for value, words in field.knob.options}.get(text, text)
    try:
        return float(text)
    except ValueError:
        return text


def _text(field: Field, value: float | int | str) -> str:
    if isinstance(field.knob, Choice):
        return dict(field.knob.options)[str(value)]
    return f"{float(value):.12g}"
