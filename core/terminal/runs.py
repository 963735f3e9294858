"""Commands about scenarios: run one, save, replay and compare snapshots, tell it as a log.

What a command needs is imported when it runs: help should not wait for what it does not use.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import SnapshotError
from core.terminal.command import Command, Parser, bar, check_out, number, read_scenario, save
from core.terminal.version import commit

if TYPE_CHECKING:
    from core.snapshot.model import Snapshot


def _simulate_options(parser: Parser) -> None:
    parser.add_argument("scenario", type=Path, help="scenario.toml")
    parser.add_argument("--out", type=Path, help="snapshot to write, a .zip")


def _simulate(asked: argparse.Namespace) -> str:
    from core import snapshot
    from core.simulation.curves import headlines
    from core.simulation.panel import record

    check_out(asked.out)
    scenario = read_scenario(asked.scenario)
    table, sums = record(scenario, bar("simulating"))
    data = snapshot.make(
        scenario, table, sums, at=datetime.now(UTC), commit=commit(), curves=headlines(scenario)
    )
    said = snapshot.show(snapshot.read(data))
    return f"{said}\n\n{save(asked.out, data)}" if asked.out else said


def _calibrate_options(parser: Parser) -> None:
    parser.add_argument("scenario", type=Path, nargs="?", help="scenario.toml; else the default")


def _calibrate(asked: argparse.Namespace) -> str:
    from core.simulation.calibrate import calibrate, report

    return report(calibrate(read_scenario(asked.scenario) if asked.scenario else None))


def _events_options(parser: Parser) -> None:
    parser.add_argument("scenario", type=Path, help="scenario.toml")
    parser.add_argument("--out", type=Path, required=True, help="log to write, a .parquet")
    parser.add_argument("--members", type=number, help="members in each arm; else the scenario's")


def _events(asked: argparse.Namespace) -> str:
    from core.simulation import journal

    check_out(asked.out)
    scenario = read_scenario(asked.scenario)
    if asked.members is not None:
        scenario = scenario.with_setup(members=asked.members)
    journal.write(scenario, asked.out, bar("writing down"))
    return f"Saved {asked.out} ({asked.out.stat().st_size:,} bytes)."


def _read(path: Path) -> "Snapshot":
    """Return the snapshot a file holds; where it holds none, say which file."""
    from core import snapshot

    try:
        return snapshot.read(path)
    except SnapshotError as error:
        raise SnapshotError(f"{path}: {error}") from None


def _one_snapshot(parser: Parser) -> None:
    parser.add_argument("snapshot", type=Path, help="a snapshot, .zip")


def _replay(asked: argparse.Namespace) -> str:
    from core import snapshot
    from core.simulation.panel import record

    found = snapshot.replay(_read(asked.snapshot), lambda s: record(s, bar("replaying")))
    asked.exit = 0 if not found.differences and found.saved == found.replayed else 2
    return str(found)


def _two_snapshots(parser: Parser) -> None:
    parser.add_argument("first", type=Path, help="a snapshot, .zip")
    parser.add_argument("second", type=Path, help="another one")


def _compare(asked: argparse.Namespace) -> str:
    from core import snapshot

    return str(snapshot.compare(_read(asked.first), _read(asked.second)))


def _show(asked: argparse.Namespace) -> str:
    from core import snapshot

    return snapshot.show(_read(asked.snapshot))


COMMANDS = (
    Command(
        name="simulate",
        line="run a scenario, save a snapshot",
        about="Runs a scenario, prints every metric with its interval, and saves a snapshot that "
        "replays to the same numbers.",
        example="python -m core simulate scenario.toml --out s.zip",
        options=_simulate_options,
        run=_simulate,
    ),
    Command(
        name="snapshot replay",
        line="run it again; exit 2 if a number differs",
        about="Runs a snapshot's scenario again and holds every number against the saved one; "
        "exits with 2 and names the first that differ.",
        example="python -m core snapshot replay s.zip",
        options=_one_snapshot,
        run=_replay,
    ),
    Command(
        name="snapshot compare",
        line="two snapshots side by side",
        about="Shows what differs between two snapshots: knobs, and metrics with intervals; "
        "refuses snapshots whose metrics are defined differently.",
        example="python -m core snapshot compare a.zip b.zip",
        options=_two_snapshots,
        run=_compare,
    ),
    Command(
        name="snapshot show",
        line="what a snapshot holds",
        about="Prints what a snapshot holds, without running anything.",
        example="python -m core snapshot show s.zip",
        options=_one_snapshot,
        run=_show,
    ),
    Command(
        name="calibrate",
        line="the baseline beside published figures",
        about="Holds a scenario's control world, or the default one's, against published figures "
        "and names what nobody has published.",
        example="python -m core calibrate scenario.toml",
        options=_calibrate_options,
        run=_calibrate,
    ),
    Command(
        name="events",
        line="a scenario as the event log its members would leave",
        about="Writes the events of both arms of a scenario's simulated test, as Parquet in the "
        "event schema: what metrics and fit read.",
        example="python -m core events scenario.toml --members 2000 --out events.parquet",
        options=_events_options,
        run=_events,
    ),
)
