"""The journal: a simulated test as the event log that its totals came from."""

from core.simulation.journal.log import START, journal, write
from core.simulation.journal.shelf import Shelf

__all__ = ["START", "Shelf", "journal", "write"]
