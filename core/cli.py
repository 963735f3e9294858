"""The command line: python -m core COMMAND; core.terminal holds the commands."""

import argparse
import os
import sys
from collections.abc import Sequence

from core.errors import GreenlightError
from core.terminal import COMMANDS
from core.terminal.command import Command, Parser
from core.terminal.version import commit as commit

GROUPS = {
    "snapshot": "replay, compare or show snapshots",
    "import": "bring what other services wrote",
    "store": "reset, back up or restore what people made",
}
"""First words that stand for several commands."""

STOPPED = 130
"""Exit code of a command that was stopped: 128 and the number of the signal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0; 2 after a deliberate error, whose sentence is on stderr; 130 where it was stopped.
    """
    asked = parser().parse_args(arguments)
    command: Command = asked.command
    try:
        text = command.run(asked)
        print(text, flush=True)
    except GreenlightError as error:
        return _refused(str(error))
    except BrokenPipeError:
        # whoever read has gone; nor must Python complain when it closes the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _refused(f"{error.filename or 'A file'}: {error.strerror or error}.")
    except KeyboardInterrupt:
        below_the_bar = "\n" if sys.stderr.isatty() else ""
        print(f"{below_the_bar}Stopped; nothing was kept.", file=sys.stderr)
        return STOPPED
    return int(getattr(asked, "exit", 0))


def _refused(sentence: str) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return 2


def parser() -> Parser:
    """Return the parser of every command."""
    top = Parser(prog="python -m core", description="Greenlight's terminal.")
    words = top.add_subparsers(required=True, metavar="command")
    groups: dict[str, argparse._SubParsersAction[Parser]] = {}
    for command in COMMANDS:
        first, _, action = command.name.partition(" ")
        if not action:
            _add(words, first, command)
            continue
        if first not in groups:
            line = GROUPS[first]
            group = words.add_parser(first, help=line, description=f"{line.capitalize()}.")
            groups[first] = group.add_subparsers(required=True, metavar="action")
        _add(groups[first], action, command)
    return top


def _add(words: "argparse._SubParsersAction[Parser]", name: str, command: Command) -> None:
    made = words.add_parser(
        name,
        help=command.line,
        description=command.about,
        epilog=f"Example: {command.example}",
    )
    command.options(made)
    made.set_defaults(command=command)
