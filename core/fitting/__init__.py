"""From a real log to a scenario: estimates with intervals, and what the log cannot tell."""

from core.fitting.fit import fit
from core.fitting.model import Estimate, Fit

__all__ = ["Estimate", "Fit", "fit"]
