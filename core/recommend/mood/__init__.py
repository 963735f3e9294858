"""Moods: what people say a title does to them, learned from tags, words and co-viewing.

``fit_moods`` gives every title a profile over ``core.catalogue.MOODS``; ``read_wish`` turns free
text into a ``Wish``; ``Moods.match`` says how well each title fits it and ``Moods.why`` why.
"""

from core.recommend.mood.accuracy import accuracy
from core.recommend.mood.fit import fit_moods
from core.recommend.mood.lexicon import MOODS_WORDS
from core.recommend.mood.moods import Moods
from core.recommend.mood.personal import personal
from core.recommend.mood.reading import read_wish
from core.recommend.mood.reasons import WANT
from core.recommend.mood.wish import Wish, mood_wish

__all__ = [
    "MOODS_WORDS",
    "WANT",
    "Moods",
    "Wish",
    "accuracy",
    "fit_moods",
    "mood_wish",
    "personal",
    "read_wish",
]
