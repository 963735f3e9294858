"""Playlists: made by hand, shared as far as their owner says, suggested to similar tastes."""
