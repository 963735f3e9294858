"""The command line: python -m core simulate | snapshot | metrics | import | fit | sample."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.errors import GreenlightError

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
