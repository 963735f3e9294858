"""The command line: python -m core simulate | snapshot | metrics | import | fit | sample."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core import snapshot
from core.errors import GreenlightError, ScenarioError
from core.simulation.calibrate import calibrate, report
from core.simulation.curves import headlines
from core.simulation.panel import record
from core.simulation.scenario import Scenario

Command = Callable[[argparse.Namespace], str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 after a deliberate error's sentence on stderr."""
    asked = _parser().parse_args(arguments)
    run: Command = asked.run
    try:
        text = run(asked)
    except GreenlightError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except OSError as error:
        print(f"{error.filename or 'A file'}: {error.strerror or error}.", file=sys.stderr)
        return 2
    if text:
        print(text)
    return int(getattr(asked, "exit", 0))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core", description="Greenlight's terminal.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _simulate_options(commands.add_parser("simulate", help="run a scenario, save a snapshot"))
    _snapshot_options(commands.add_parser("snapshot", help="replay, compare or show snapshots"))
    check = commands.add_parser("calibrate", help="the baseline beside published figures")
    check.add_argument("scenario", type=Path, nargs="?", help="scenario.toml")
    check.set_defaults(run=_calibrate)
    return parser


def _simulate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", type=Path, help="scenario.toml")
    parser.add_argument("--out", type=Path, help="snapshot to write, a .zip")
    parser.set_defaults(run=_simulate)


def _snapshot_options(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="action")
    replay = commands.add_parser("replay", help="run it again; exit 2 if a number differs")
    replay.add_argument("snapshot", type=Path)
    replay.set_defaults(run=_replay)
    compare = commands.add_parser("compare", help="two snapshots side by side")
    compare.add_argument("first", type=Path)
    compare.add_argument("second", type=Path)
    compare.set_defaults(run=_compare)
    show = commands.add_parser("show", help="what a snapshot holds")
    show.add_argument("snapshot", type=Path)
    show.set_defaults(run=_show)


def _simulate(asked: argparse.Namespace) -> str:
    scenario = Scenario.from_toml(_text(asked.scenario))
    table, sums = record(scenario, _bar("simulating"))
    data = snapshot.make(
        scenario, table, sums, at=datetime.now(UTC), commit=commit(), curves=headlines(scenario)
    )
    said = snapshot.show(snapshot.read(data))
    if asked.out:
        asked.out.write_bytes(data)
        said += f"\n\nSaved {asked.out} ({len(data):,} bytes)."
    return said


def _replay(asked: argparse.Namespace) -> str:
    found = snapshot.replay(snapshot.read(asked.snapshot), lambda s: record(s, _bar("replaying")))
    asked.exit = 0 if not found.differences and found.saved == found.replayed else 2
    return str(found)


def _compare(asked: argparse.Namespace) -> str:
    one, other = snapshot.read(asked.first), snapshot.read(asked.second)
    return str(snapshot.compare(one, other))


def _show(asked: argparse.Namespace) -> str:
    return snapshot.show(snapshot.read(asked.snapshot))


def _calibrate(asked: argparse.Namespace) -> str:
    scenario = Scenario.from_toml(_text(asked.scenario)) if asked.scenario else None
    return report(calibrate(scenario))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ScenarioError(f"{path} must be UTF-8 text; it is not.") from None


def commit() -> str | None:
    """Return the version of the code that runs, or ``None`` outside a checkout."""
    git = shutil.which("git")
    if git is None:
        return None
    found = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        [git, "-C", str(Path(__file__).parent), "rev-parse", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or None


def _bar(words: str) -> Callable[[float], None]:
    """Return a progress bar for a terminal; silent where there is none."""

    def draw(share: float) -> None:
        if sys.stderr.isatty():
            done = round(30 * share)
            end = "\n" if share >= 1 else ""
            sys.stderr.write(f"\r{words} [{'#' * done}{'.' * (30 - done)}] {share:4.0%}{end}")

    return draw
