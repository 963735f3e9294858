"""A wish from a pill and from words together."""

import dataclasses

from core.recommend.mood import Moods, Wish, mood_wish


def wished(moods: Moods, mood: str, text: str) -> Wish | None:
    """Return the wish of a mood and a text; where the text says a mood, that one counts.

    Args:
        moods: What the catalogue's words are known from.
        mood: One of ``core.catalogue.MOODS``, or nothing.
        text: Free text, or nothing.

    Raises:
        RecommendError: If there is no such mood, or the text says nothing that is understood.
    """
    if not text.strip():
        return mood_wish(mood) if mood else None
    said = moods.read(text)
    if any(said.weights) or not mood:
        return said
    return dataclasses.replace(said, weights=mood_wish(mood).weights)
