"""Words made plain, so that one entry of a lexicon meets every way people write it."""

import re
import unicodedata


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a list written with spaces."""
    return tuple(text.split())


NEGATIONS = frozenset(
    listed(
        "not no non never without isnt wasnt dont doesnt didnt nothing neither nor hardly "
        "lacks lack nicht kein keine keinen keiner ohne nie weder"
    )
)
"""Words that turn what follows into its opposite, in English and German."""

LONGEST = 5
"""Words in the longest phrase looked up."""

_KEPT = frozenset(listed("mindless heartless princess happiness darkness business less boss class"))


def plain(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents, quotes and hyphens.

    Example:
        >>> plain("Café-noir: it isn't SCARY!")
        ['cafe', 'noir', 'it', 'isnt', 'scary']
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", re.sub(r"['’`´]", "", letters))


def stem(word: str) -> str:
    """Return a word without its plural, so that "zombies" and "zombie" are one.

    Example:
        >>> [stem(word) for word in ("zombies", "comedies", "boss", "gags", "darkness")]
        ['zombie', 'comedy', 'boss', 'gag', 'darkness']
    """
    if word in _KEPT:
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-1] if word in ("zombies", "movies", "cookies") else word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def key(phrase: str) -> str:
    """Return what a phrase is looked up by: its stems without spaces.

    Example:
        >>> key("Feel-good") == key("feelgood") == key("feel good")
        True
    """
    return "".join(map(stem, plain(phrase)))


def phrases(words: list[str], longest: int = LONGEST) -> list[tuple[int, int, str]]:
    """Return every run of up to ``longest`` words: where it starts, ends, and its key."""
    stems = [stem(word) for word in words]
    return [
        (start, end, "".join(stems[start:end]))
        for start in range(len(stems))
        for end in range(start + 1, min(start + longest, len(stems)) + 1)
    ]
