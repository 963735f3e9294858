"""Taste: what a member will like next, from what they took and in which order."""

from core.recommend.taste.fit import fit_taste
from core.recommend.taste.model import Taste

__all__ = ["Taste", "fit_taste"]
