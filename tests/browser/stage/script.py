"""A map and a wheel with buttons that change what they show, and counters of runs."""

import streamlit as st

from ui import maps, wheel

HOSTILE = '<img src=x onerror="window.hacked=1"> `x` ${alert(1)} </script><b>bold</b>'
CAMDEN, SOHO = (51.54, -0.14), (51.513, -0.133)
TAVEUNI = (-16.8, 179.995)
SQUARES = ((0.0, "quiet"), (4.0, "some"), (9.0, "most"), (None, ""))
TITLES = (
    ("Alien", 0.0, 90.0),
    ("The Extraordinarily Long Title of a Film That Nobody Can Read on a Slice", 90.0, 150.0),
    ("Coco", 150.0, 170.0),
    ("Heat", 170.0, 250.0),
    ("Amélie", 250.0, 300.0),
    (HOSTILE, 300.0, 360.0),
)
LANDINGS = ((3, 211.0), (0, 12.5), (2, 168.25))


def square(lat: float, lon: float) -> tuple[maps.Place, ...]:
    return ((lat, lon), (lat, lon + 0.04), (lat + 0.025, lon + 0.04), (lat + 0.025, lon))


def count(name: str) -> None:
    st.session_state[name] = st.session_state.get(name, 0) + 1
    st.text(f"{name} {st.session_state[name]}")


def move(to: maps.Place) -> None:
    st.session_state.centre = to


def rest(spin: str) -> None:
    st.session_state.rested = spin


@st.fragment
def ground() -> None:
    count("map runs")
    state = st.session_state
    state.setdefault("centre", TAVEUNI if "east" in st.query_params else CAMDEN)
    wide = st.toggle("Wide", key="wide")
    many = st.toggle("Many", key="many")
    cells = [
        maps.Cell.around((51.53 + 0.01 * i, -0.16 + 0.01 * i), 800, value, label)
        for i, (value, label) in enumerate(SQUARES)
    ]
    pins = [maps.Pin(*SOHO, HOSTILE)]
    if many:
        pins += [maps.Pin(51.5 + i % 100 / 1000, -0.2 + i // 100 / 1000, "") for i in range(10_000)]
    found = maps.draw(
        "stage_map",
        centre=state.centre,
        radius_km=5.0 if wide else 3.0,
        outlines=[
            maps.Outline("Camden", square(51.53, -0.16)),
            maps.Outline(HOSTILE, square(51.5, -0.16)),
        ],
        cells=cells,
        pins=pins,
        alt="Neighbourhoods of London with a fence of 3 km",
        legend="Viewings a day",
        on_click=move,
    )
    st.text(f"centre {state.centre[0]:.5f} {state.centre[1]:.5f}")
    st.text(f"same as returned: {found == state.centre}")


@st.fragment
def luck() -> None:
    count("wheel runs")
    state = st.session_state
    st.button("Again")
    spins = state.setdefault("spins", int(st.query_params.get("spun", 0)))
    landed, angle = LANDINGS[(spins - 1) % 3] if spins else (None, None)
    label = f"Spin the wheel, run {state['wheel runs']}"  # what is sent differs in every run
    name = str(spins) if spins else ""
    if wheel.draw("stage_wheel", TITLES, landed, angle, name, label, on_rest=rest):
        state.spins += 1
        st.rerun(scope="fragment")
    st.text(f"spins {state.spins}")
    st.text(f"rested {state.get('rested', 0)}")


def main() -> None:
    st.set_page_config(page_title="Stage", page_icon="static/favicon.svg", layout="wide")
    st.title("Stage")
    count("page runs")
    ground()
    luck()


if __name__ == "__main__":
    main()
