"""The controls of a scenario: which ideas are on, their knobs, the population and the world."""

import dataclasses
from collections.abc import Sequence

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core import snapshot
from core.errors import GreenlightError, ScenarioError
from core.ideas import IDEAS, idea
from core.knobs import Params, fields
from core.people import SENIOR, Habits
from core.simulation import link
from core.simulation.levers import LEVERS, Lever
from core.simulation.scenario import Dynamics, Scenario, Setup
from ui import navigation
from ui.knobs import knobs
from ui.typed import plain

STARTING_IDEAS = ("nearby", "social", "stories")
"""Ideas switched on for a first visit: the MVP of the argument."""

_CARRIED = "habits_carried"


def carried() -> dict[str, str]:
    """Return the habits this browser has turned, as address parameters; its session keeps them."""
    if _CARRIED not in st.session_state:
        st.session_state[_CARRIED] = {
            name: st.query_params[name] for name in _habits() if name in st.query_params
        }
    found: dict[str, str] = st.session_state[_CARRIED]
    return found


def carry(slug: str, habits: Habits) -> None:
    """Keep a persona's habits for every page and for the address."""
    mine = {link.key(slug, field.name) for field in fields(Habits)}
    others = {name: text for name, text in carried().items() if name not in mine}
    st.session_state[_CARRIED] = others | link.persona(slug, habits)
    publish()


def publish() -> None:
    """Write the habits into the address; the other knobs are bound to it by their widgets."""
    now = carried()
    for name in _habits():
        if name in now and st.query_params.get(name) != now[name]:
            st.query_params[name] = now[name]
        elif name not in now and name in st.query_params:
            del st.query_params[name]


def _habits() -> list[str]:
    return [link.key(slug, field.name) for slug in link.people() for field in fields(Habits)]


def address() -> dict[str, Sequence[str]]:
    """Return this browser's scenario as address parameters, widgets on screen included."""
    habits = set(_habits())
    found: dict[str, Sequence[str]] = {
        name: st.query_params.get_all(name) for name in st.query_params if name not in habits
    }
    for name, value in st.session_state.items():
        if str(name) in habits:
            continue
        if isinstance(value, list | tuple):
            found[str(name)] = [str(item) for item in value]
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            found[str(name)] = [str(value)]
    if link.IDEAS_KEY not in found:
        found[link.IDEAS_KEY] = list(STARTING_IDEAS)
    return found | {name: [text] for name, text in carried().items()}


def query(scenario: Scenario) -> dict[str, list[str]]:
    """Return the address parameters that open a scenario in the Metric lab."""
    return {link.IDEAS_KEY: [""]} | link.write(scenario)


def current() -> Scenario:
    """Return the scenario of this browser, and say what in its address was refused."""
    scenario, problems = link.read(address())
    for problem in problems:
        st.warning(plain(problem), icon=":material/link_off:")
    return scenario


def put(scenario: Scenario) -> None:
    """Set every control to a scenario; only from a callback, before the controls are drawn.

    Raises:
        ScenarioError: If it has a persona that no page can show.
    """
    unknown = [slug for slug in scenario.personas if slug not in link.people()]
    if unknown:
        raise ScenarioError(
            f"The lab shows the personas {', '.join(link.people())}, not {unknown[0]!r}; run this "
            "scenario in the terminal."
        )
    said = link.write(scenario)
    _set(link.IDEAS_KEY, list(scenario.ideas), query(scenario)[link.IDEAS_KEY])
    parts: list[tuple[str, Params]] = [
        (link.SETUP, scenario.setup),
        (link.DYNAMICS, scenario.dynamics),
        *((slug, scenario.ideas.get(slug, kind())) for slug, kind in LEVERS.items()),
    ]
    for prefix, params in parts:
        for name, value in params.write().items():
            key = link.key(prefix, name)
            _set(key, value, said.get(key))
    habits = _habits()
    st.session_state[_CARRIED] = {name: said[name][0] for name in habits if name in said}
    for name in habits:
        st.session_state.pop(name, None)


def _set(name: str, value: object, text: list[str] | None) -> None:
    """Set a control, and the address where no control on screen does so itself."""
    st.session_state[name] = value
    try:
        if text:
            st.query_params[name] = text
        else:
            st.query_params.pop(name, None)
    except StreamlitAPIException:
        pass  # bound: the browser takes the control's value into the address


def files() -> None:
    """Let the room open a scenario or a snapshot file, or start over."""
    with st.expander("Open a file or start over", icon=":material/folder_open:"):
        st.file_uploader(
            "Scenario (.toml) or snapshot (.zip)",
            type=["toml", "zip"],
            key="lab_file",
            on_change=_open_file,
            help="`python -m core fit` makes a scenario from a real log; the export bar below the "
            "figures makes both kinds.",
        )
        st.button(
            "Start over", icon=":material/restart_alt:", on_click=_start_over, key="lab_reset"
        )
    problem = st.session_state.pop("lab_problem", None)
    if problem:
        st.error(problem, icon=":material/error:")


def _open_file() -> None:
    file = st.session_state.get("lab_file")
    if file is None:
        return
    try:
        data = file.getvalue()
        if not data.strip():
            raise ScenarioError("the file is empty; expected a scenario or a snapshot.")
        if file.name.endswith(".zip"):
            put(snapshot.read(data).scenario)
        else:
            put(Scenario.from_toml(data.decode("utf-8")))
    except UnicodeDecodeError:
        st.session_state["lab_problem"] = f"{file.name} must be UTF-8 text; it is not."
    except GreenlightError as error:
        st.session_state["lab_problem"] = f"{file.name}: {error}"


def _start_over() -> None:
    start = Scenario()
    for slug in STARTING_IDEAS:
        start = start.with_idea(slug)
    put(start)


def _spell() -> None:
    """Open the page anew where its address names choices by slug: the browser drops those."""
    said = {name: st.query_params.get_all(name) for name in st.query_params}
    spelled = link.spelled(said)
    lab = navigation.page("lab")
    if spelled != said and lab is not None:
        st.switch_page(lab, query_params=spelled)


def _setup(base: Setup) -> Setup:
    """Draw the set-up; how members are assigned is asked only where a test assigns them."""
    others = tuple(field.name for field in fields(Setup) if field.name != "unit")
    setup = knobs(link.SETUP, Setup(), only=others)
    test = setup.question == "ab"
    unit = knobs(link.SETUP, Setup(), only=("unit",)).unit if test else base.unit
    return dataclasses.replace(setup, unit=unit)


def draw() -> Scenario:
    """Draw every control of the Metric lab and return the scenario as it is set."""
    _spell()
    base = current()
    titles = {each.slug: each.title for each in IDEAS}
    on = st.pills(
        "Ideas in the treatment world",
        list(titles),
        selection_mode="multi",
        default=list(STARTING_IDEAS),
        format_func=lambda slug: titles.get(slug, slug),
        key=link.IDEAS_KEY,
        help="The control world is today's service without them. "
        "The argument's MVP is neighbourhood wheel, Social and Stories.",
        wrap=True,
        bind="query-params",
    )
    ideas: dict[str, Lever] = {}
    for slug in [each.slug for each in IDEAS if each.slug in on]:
        lever = LEVERS[slug]()
        first = not ideas
        with st.expander(titles[slug], first, icon=f":material/{idea(slug).icon}:"):
            st.caption(idea(slug).pitch)
            ideas[slug] = knobs(slug, lever)
    with st.expander("Population and question", icon=":material/tune:"):
        setup = _setup(base.setup)
    with st.expander("How people behave over time", icon=":material/timeline:"):
        dynamics = knobs(link.DYNAMICS, Dynamics())
    files()
    publish()
    personas = {
        slug: habits
        for slug, habits in base.personas.items()
        if slug != SENIOR.slug or habits.share > 0
    }
    return Scenario(setup=setup, dynamics=dynamics, personas=personas, ideas=ideas)
