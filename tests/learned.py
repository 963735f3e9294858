"""The sample world and what is learned of it, once for all tests of a run."""

from functools import cache

from core.recommend.guide import learn
from core.social.tastes import Tastes
from core.world import World


@cache
def world():
    return World.load()


@cache
def guide():
    return learn(world())


@cache
def tastes():
    return Tastes.of(guide())
