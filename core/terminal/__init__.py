"""The commands of the terminal: what each is called, says, takes and does."""

from core.terminal import evaluation, imports, logs, runs, stores
from core.terminal.command import Command

COMMANDS: tuple[Command, ...] = (
    *runs.COMMANDS,
    *logs.COMMANDS,
    *imports.COMMANDS,
    *evaluation.COMMANDS,
    *stores.COMMANDS,
)
"""Every command, in the order of the help text."""
