"""Tables for a terminal: columns aligned, figures with their intervals."""

import dataclasses
import math
import textwrap
from collections.abc import Sequence

import pandas as pd

from core.recommend.evaluate.bootstrap import Figure

WIDTH = 100
"""Letters of a line of text, at most."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """A further table of an evaluation: moods, or what hour, place and company are worth.

    Args:
        name: What it is, a word.
        about: What was measured and how, or why it could not be, in sentences.
        frame: Its rows; none without it.
    """

    name: str
    about: str
    frame: pd.DataFrame = dataclasses.field(default_factory=pd.DataFrame)

    def __str__(self) -> str:
        about = "\n".join(textwrap.fill(line, WIDTH) for line in self.about.splitlines())
        if self.frame.empty:
            return about
        names = [name for name in map(str, self.frame) if not name.endswith(("low", "high"))]
        rows = [[self._cell(row, name) for name in names] for _, row in self.frame.iterrows()]
        return f"{about}\n\n{aligned(names, rows)}"

    def _cell(self, row: pd.Series, name: str) -> str:
        """Return a cell in words: with its interval where the frame holds one."""
        low, high = ("low", "high") if name == "value" else (f"{name}_low", f"{name}_high")
        if low in row and not math.isnan(row[low]):
            return said(Figure(row[name], row[low], row[high]))
        if isinstance(row[name], float):
            return "" if math.isnan(row[name]) else f"{round(row[name], 4):g}"
        return f"{row[name]:,}" if isinstance(row[name], int) else str(row[name])


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows under a head, columns aligned, two spaces between them."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def said(figure: Figure, sign: str = "") -> str:
    """Return an estimate with its interval.

    Example:
        >>> said(Figure(0.127, 0.1146, 0.1419))
        '0.1270 (0.1146 to 0.1419)'
    """
    return f"{figure.value:{sign}.4f} ({figure.low:{sign}.4f} to {figure.high:{sign}.4f})"
