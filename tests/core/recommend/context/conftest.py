"""The sample world cut at a moment, and what is learned before it."""

import dataclasses

import numpy as np
import pytest

from core.recommend.context import (
    fit_hours,
    fit_places,
)


@pytest.fixture(scope="module")
def cut(world):
    return world.viewings["at"].quantile(0.8)


@pytest.fixture(scope="module")
def hours(world, cut):
    return fit_hours(world, before=cut)


@pytest.fixture(scope="module")
def places(world, cut):
    return fit_places(world, before=cut)


@pytest.fixture(scope="module")
def nothing(world, cut):
    """Hours learned from the viewings' own times, handed out at random."""
    at = np.random.default_rng(7).permutation(world.viewings["at"].to_numpy())
    seen = world.viewings.assign(at=at)
    return fit_hours(dataclasses.replace(world, viewings=seen), before=cut)
