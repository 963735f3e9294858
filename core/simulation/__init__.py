"""Simulation: a scenario in, per-member totals of both worlds out."""
