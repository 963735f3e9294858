"""What a person typed: text stays text, without the signs that deceive the eye."""

import re
import unicodedata

from core.errors import SocialError

PICTURE = re.compile(r"!\s*\[[^\]]*\]\s*(\(|\[)")
"""A Markdown image: shown anywhere, it would tell its host who reads."""

JOINERS = {"\u200c", "\u200d"}
"""Zero-width signs that words and emoji need: kept between signs they join, else dropped."""

SAME = str.maketrans(
    {
        "0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "$": "s", "@": "a", "3": "e",
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "l", "ѕ": "s", "т": "t", "к": "k", "м": "m", "н": "h", "в": "b",
        "ο": "o", "α": "a", "ν": "v", "ρ": "p", "τ": "t", "υ": "u", "κ": "k", "ι": "l", "ı": "l",
    }
)  # fmt: skip
"""Signs that look like others (a few of Unicode's confusables, UTS 39, the ones people use)."""


def text(typed: str, what: str, longest: int, *, empty: bool = False) -> str:
    r"""Return what a person typed, ready to keep: NFC, no control or direction signs.

    Args:
        typed: What came.
        what: Its name at the start of a sentence, such as ``"A review"``.
        longest: Signs at most.
        empty: Whether nothing at all is fine.

    Raises:
        SocialError: If it is empty, too long, or holds a Markdown image.

    Example:
        >>> text("a\u202eb\r\n\n\n\nc ", "A review", 20)
        'ab\n\nc'
    """
    if len(typed) > 100_000:
        raise SocialError(f"{what} is at most {longest:,} signs, not {len(typed):,}.")
    found = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    found = "".join(sign for place, sign in enumerate(found) if _stays(found, place))
    found = re.sub(r"\n{3,}", "\n\n", found).strip()
    if not found and not empty:
        raise SocialError(f"{what} needs some words; there are none.")
    if len(found) > longest:
        raise SocialError(f"{what} is at most {longest:,} signs, not {len(found):,}.")
    if PICTURE.search(found):
        raise SocialError(
            f"{what} may not hold a picture from elsewhere: it would tell its owner who looks. "
            "Leave out the ![...]."
        )
    return found


def one_line(typed: str, what: str, longest: int, *, empty: bool = False) -> str:
    r"""Return a line a person typed, such as a name; breaks and runs of blanks become one blank.

    Raises:
        SocialError: As ``text``.

    Example:
        >>> one_line("  Teal\n Otter", "A name", 40)
        'Teal Otter'
    """
    return text(" ".join(typed.split()), what, longest, empty=empty)


def skeleton(name: str) -> str:
    """Return a name as the eye sees it: names with the same one look the same.

    Example:
        >>> skeleton("Amber Badger") == skeleton("AMBER  BADGER") == skeleton("Аmber Badger")
        True
    """
    flat = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(sign for sign in flat if unicodedata.category(sign)[0] not in "MCZ")
    return kept.translate(SAME)[:160]


def _stays(found: str, place: int) -> bool:
    sign = found[place]
    if sign == "\n":
        return True
    if sign in JOINERS:
        return 0 < place < len(found) - 1 and not (
            found[place - 1].isascii() or found[place + 1].isascii()
        )
    # C: control, format (bidirectional, zero-width), surrogate, private, unassigned
    return sign == "\t" or unicodedata.category(sign)[0] != "C"
