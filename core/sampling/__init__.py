"""The sample world's members and what they did, made from one seed.

Tastes are latent vectors with structure that a recommender can find: titles are near others of
their genres, moods, language and decade; members are near their neighbours and their circle of
friends; the hour moves the mood; popularity has a long tail; after a title a similar one is
likelier. ``tests/core/test_sampling.py`` shows that each of these is there.

Members come in blocks of ``people.BLOCK`` with random streams named by the block, so a world of
a million is drawn in bounded memory. Choices are made on whole numbers: weights are rounded
before they are added up, so that the last digit of a machine's arithmetic decides nothing.
"""

from core.sampling.writing import SHIPPED_MEMBERS, SHIPPED_SEED, write

__all__ = ["SHIPPED_MEMBERS", "SHIPPED_SEED", "write"]
