"""What a person typed: text stays text, without the signs that deceive the eye."""

import re
import unicodedata
from collections.abc import Callable

from core.errors import SocialError

PICTURE = "!["
"""How a Markdown image begins: shown anywhere, it would tell its host who reads."""

JOINERS = {"\u200c", "\u200d"}
"""Zero-width signs that words and emoji need: kept between signs they join, else dropped."""

BLANKS = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"}
"""Signs that are letters, marks or symbols by category, and show nothing."""

MARKS = 4
"""Marks that may stand on one sign; towers of more run over the lines above and below."""

TYPED = 100_000
"""Signs that are looked at at all."""

EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}
"""Scripts that are written beside others; of all others a name has one (UTS 39, 5.2)."""

BARE = re.compile(
    r"LATIN (?:SMALL LETTER|CAPITAL LETTER|LETTER SMALL CAPITAL) (?:DOTLESS |SCRIPT )?([A-Z])"
    r"(?: WITH .+)?"
)
"""What Unicode calls a Latin letter with or without a stroke, hook or tail."""

SAME = str.maketrans(
    {
        "0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "$": "s", "@": "a", "3": "e", "!": "l",
        "m": "rn", "w": "vv", "ɑ": "a", "ɩ": "l", "ƽ": "s", "ǀ": "l",
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "l", "ѕ": "s",
        "т": "t", "к": "k", "м": "rn", "н": "h", "в": "b", "ԁ": "d", "ԛ": "q", "ԝ": "vv",
        "һ": "h", "ј": "j", "ӏ": "l", "ү": "y", "г": "r", "п": "n", "з": "e",
        "ο": "o", "α": "a", "ν": "v", "ρ": "p", "τ": "t", "υ": "u", "κ": "k", "ι": "l", "η": "n",
        "ω": "vv", "γ": "y", "χ": "x", "ϲ": "c", "ϳ": "j", "ε": "e", "β": "b", "μ": "u", "ζ": "z",
        "օ": "o", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "զ": "q", "ք": "p",
    }
)  # fmt: skip
"""Signs that look like others after case folding: those of Unicode's confusables (UTS 39) with
which a word of one alphabet passes for a word of Latin letters. Alphabets are not mixed."""


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
    return _checked(_clean, typed, what, longest, empty)


def one_line(typed: str, what: str, longest: int, *, empty: bool = False) -> str:
    r"""Return a line a person typed, such as a title; breaks and runs of blanks become one blank.

    Raises:
        SocialError: As ``text``.

    Example:
        >>> one_line("  Teal\n Otter", "A title", 40)
        'Teal Otter'
    """
    return _checked(lambda found: " ".join(_clean(found).split()), typed, what, longest, empty)


def name(typed: str, longest: int) -> str:
    """Return a name a person typed for themselves.

    Raises:
        SocialError: As ``text``; and if nothing of it can be seen, or it mixes alphabets whose
            letters look alike.

    Example:
        >>> name(" Teal  Otter 🦦 ", 40)
        'Teal Otter 🦦'
    """
    found = one_line(typed, "A name", longest)
    if not skeleton(found):
        raise SocialError("A name needs a letter, a digit or a picture that can be seen.")
    mixed = sorted(_alphabets(found))
    if len(mixed) > 1:
        raise SocialError(
            f"A name is written in one alphabet, not in {' and '.join(map(str.title, mixed))}: "
            "some of their letters look the same."
        )
    return found


def skeleton(name: str) -> str:
    """Return a name as the eye sees it: names with the same one look the same.

    Example:
        >>> skeleton("Amber Badger") == skeleton("AMBER  BADGER") == skeleton("Аmbеr-Badger")
        True
    """
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    kept = "".join(
        sign for sign in flat if unicodedata.category(sign)[0] not in "MCZP" and sign not in BLANKS
    )
    return "".join(map(_bare, kept)).translate(SAME)[:160]


def _checked(clean: Callable[[str], str], typed: str, what: str, longest: int, empty: bool) -> str:
    if len(typed) > TYPED:
        raise SocialError(f"{what} is at most {longest:,} signs, not {len(typed):,}.")
    found = clean(typed)
    while (again := clean(found)) != found:  # what is left may now join, compose or stand bare
        found = again
    if not found and not empty:
        raise SocialError(f"{what} needs some words; there are none.")
    if len(found) > longest:
        raise SocialError(f"{what} is at most {longest:,} signs, not {len(found):,}.")
    if PICTURE in found:
        raise SocialError(
            f"{what} may not hold a picture from elsewhere: it would tell its owner who looks. "
            f"Leave out the {PICTURE}."
        )
    return found


def _clean(typed: str) -> str:
    found = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    kept, marks = [], 0
    for place, sign in enumerate(found):
        marks = marks + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if marks <= MARKS and _stays(found, place):
            kept.append(sign)
    return re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()


def _stays(found: str, place: int) -> bool:
    sign = found[place]
    if sign in JOINERS:
        return 0 < place < len(found) - 1 and not (
            found[place - 1].isascii() or found[place + 1].isascii()
        )
    if sign in BLANKS:
        return False
    # C: control, format (bidirectional, zero-width), surrogate, private, unassigned
    return sign in "\n\t" or unicodedata.category(sign)[0] != "C"


def _bare(sign: str) -> str:
    found = None if sign.isascii() else BARE.fullmatch(unicodedata.name(sign, ""))
    return found[1].lower() if found else sign


def _alphabets(found: str) -> set[str]:
    letters = (
        sign
        for sign in unicodedata.normalize("NFKD", found)
        if unicodedata.category(sign)[0] == "L"
    )
    return {unicodedata.name(sign, "").partition(" ")[0] for sign in letters} - EAST_ASIAN
