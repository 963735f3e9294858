"""Snapshots: make one, read it anywhere, replay it to the same numbers, compare two."""

from core.snapshot.compare import Comparison, Difference, Replay, compare, replay
from core.snapshot.model import Snapshot
from core.snapshot.read import read
from core.snapshot.text import show
from core.snapshot.write import make

__all__ = [
    "Comparison",
    "Difference",
    "Replay",
    "Snapshot",
    "compare",
    "make",
    "read",
    "replay",
    "show",
]
