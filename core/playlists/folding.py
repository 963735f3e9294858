"""Text as search reads it."""

import unicodedata


def folded(text: str) -> str:
    """Return a text without case and accents, for comparing.

    Example:
        >>> folded("AMÉLIE  Straße")
        'amelie  strasse'
    """
    flat = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in flat if not unicodedata.combining(sign))
