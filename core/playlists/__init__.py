"""Playlists: made, shared, followed and suggested."""
