"""A parameter's name for people, from where it stands in a scenario."""

from core.ideas import IDEAS
from core.knobs import Params, fields
from core.people import PERSONAS, SENIOR, Habits
from core.simulation.levers import LEVERS
from core.simulation.scenario import Dynamics, Setup

_TABLES: dict[str, type[Params]] = {"setup": Setup, "dynamics": Dynamics}


def label(place: str) -> str:
    """Return the words for a parameter such as ``"ideas.social.uptake"``; unknown ones stay.

    Example:
        >>> label("ideas.social.uptake"), label("setup.days")
        ('Social: take-up, %', 'Horizon, days')
        >>> label("personas.focused.churn_per_month")
        'Focused consumer: churn a month, %'
        >>> label("ideas.none.such")
        'ideas.none.such'
    """
    table, *middle, name = place.split(".")
    kind, owner = _TABLES.get(table), ""
    if middle and table == "ideas":
        kind = LEVERS.get(middle[0])
        owner = {each.slug: each.title for each in IDEAS}.get(middle[0], "")
    elif middle and table == "personas":
        kind = Habits
        owner = {each.slug: each.title for each in (*PERSONAS, SENIOR)}.get(middle[0], middle[0])
    found = {field.name: field.knob for field in fields(kind)}.get(name) if kind else None
    if found is None:
        return place
    unit = getattr(found, "unit", "")
    words = found.label + (f", {unit}" if unit else "")
    return f"{owner}: {words[0].lower()}{words[1:]}" if owner else words
