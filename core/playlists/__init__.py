"""Playlists: made by hand, shared as far as their owner says, suggested to similar tastes."""

from core.playlists.planting import seed

__all__ = ["seed"]
