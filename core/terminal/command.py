"""What a command is, and what all of them share: options, progress, files kept whole."""

import argparse
import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from core.errors import DataError, ScenarioError
from core.simulation.scenario import Scenario


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one sentence."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where help is; exit with code 2."""
        said = message[:1].upper() + message[1:].rstrip(".").replace("\n", " ")
        self.exit(2, f"{said}; see {self.prog} --help.\n")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of the terminal.

    Args:
        name: One word, or two for an action of a group: "snapshot replay".
        line: What it does, in a line.
        about: The same in sentences, shown by its help.
        example: A command line that works, given the files it names.
        options: Adds what it takes to its parser.
        run: Does it; returns what is printed. May set ``exit`` on what it is given, to end with
            another code than 0.
    """

    name: str
    line: str
    about: str
    example: str
    options: Callable[[Parser], object]
    run: Callable[[argparse.Namespace], str]


def bar(words: str) -> Callable[[float], None]:
    """Return a progress bar for a terminal; silent where there is none."""

    def draw(share: float) -> None:
        if sys.stderr.isatty():
            done = round(30 * share)
            end = "\n" if share >= 1 else ""
            sys.stderr.write(f"\r{words} [{'#' * done}{'.' * (30 - done)}] {share:4.0%}{end}")

    return draw


def number(text: str) -> int:
    """Return a whole number that may be written with thousands set apart.

    Example:
        >>> number("1_000_000") == number("1,000,000") == 1_000_000
        True
    """
    return int(text.replace(",", "_"))


def read_scenario(path: Path) -> Scenario:
    """Return the scenario a file holds.

    Raises:
        ScenarioError: If the file is missing, no text, or holds no scenario.
        KnobError: If a key of it is unknown or out of range.
    """
    try:
        return Scenario.from_toml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioError(f"{path} is missing; expected a scenario in TOML.") from None
    except IsADirectoryError:
        raise ScenarioError(f"{path} is a folder; expected a scenario in TOML.") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path} must be UTF-8 text; it is not.") from None


def check_out(path: Path | None) -> None:
    """Refuse a place nothing can be saved to, before the work rather than after it.

    Raises:
        DataError: If the folder is missing, or a folder stands in the file's place.
    """
    if path is None:
        return
    if not path.absolute().parent.is_dir():
        raise DataError(f"{path.parent} is no folder; {path.name} cannot be saved there.")
    if path.is_dir():
        raise DataError(f"{path} is a folder; expected the name of a file to save.")


def save(path: Path, data: bytes) -> str:
    """Write a file whole or not at all; return the sentence that says so."""
    half = path.with_name(path.name + ".part")
    try:
        half.write_bytes(data)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return f"Saved {path} ({len(data):,} bytes)."
