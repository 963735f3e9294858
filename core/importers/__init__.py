"""Importers: what other services wrote, turned into a catalogue, members and events."""
