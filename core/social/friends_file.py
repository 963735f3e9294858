"""Friends' names out of a file: Facebook's "your friends" export, or a table with a column name."""

import csv
import dataclasses
import io
import json
from collections.abc import Iterator

from core.errors import SocialError
from core.wording import one_line

LARGEST = 5 << 20
"""Bytes of the largest file."""

MOST = 10_000
"""Friends in a file at most: Facebook allows 5,000."""

LONGEST = 100
"""Signs of the longest name."""

LISTS = ("friends_v2", "friends")
"""Where Facebook's export keeps friends, now and before 2020."""

COLUMNS = ("name", "full name")
"""What the column of names may be called."""

NAMED_BAD = 5
"""Bad lines that are told one by one."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FriendsFile:
    """What a file holds.

    Args:
        names: Names, each once, in the file's order.
        bad: What was wrong with lines passed over, the first few in words.
        passed_over: How many lines were.
    """

    names: tuple[str, ...]
    bad: tuple[str, ...]
    passed_over: int


def read_friends(name: str, data: bytes) -> FriendsFile:
    r"""Return the friends that a file names.

    Args:
        name: Of the file; it ends in ``.json`` or ``.csv``.
        data: Its bytes.

    Raises:
        SocialError: If it is too large, of another kind, broken, or names nobody.

    Example:
        >>> read_friends("friends.csv", b"name\nAmber Badger\nTeal Wren\n").names
        ('Amber Badger', 'Teal Wren')
    """
    if len(data) > LARGEST:
        raise SocialError(f"A friends file is at most 5 MB, not {len(data) / (1 << 20):.1f} MB.")
    kind = name.lower().rpartition(".")[2]
    readers = {"json": _json, "csv": _csv}
    if kind not in readers:
        raise SocialError(f"A friends file ends in .json or .csv, not {_short(name)}.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SocialError(f"A friends file is UTF-8 text; byte {error.start:,} is not.") from None
    names: dict[str, None] = {}
    bad: list[str] = []
    for place, typed in readers[kind](text):
        try:
            if not isinstance(typed, str):
                raise SocialError("A name is text.")
            names[one_line(typed, "A name", LONGEST)] = None
        except SocialError as error:
            bad.append(f"{place}: {error}")
        if len(names) + len(bad) > MOST:
            raise SocialError(f"A friends file names at most {MOST:,} friends; this names more.")
    if not names:
        found = f" {bad[0]}" if bad else ""
        raise SocialError(f"The friends file names nobody.{found}")
    return FriendsFile(names=tuple(names), bad=tuple(bad[:NAMED_BAD]), passed_over=len(bad))


def unmangled(text: str) -> str:
    r"""Return a text of Facebook's export as it was: there each byte of UTF-8 became a sign.

    Example:
        >>> unmangled("Zo\u00c3\u00ab")
        'Zoë'
        >>> unmangled("Zoë")
        'Zoë'
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _json(text: str) -> Iterator[tuple[str, object]]:
    try:
        found = json.loads(text)
    except RecursionError:
        raise SocialError("The friends file nests too deeply to be a list of friends.") from None
    except ValueError as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SocialError(f"The friends file is no JSON{line}.") from None
    if isinstance(found, dict):
        found = next((found[each] for each in LISTS if each in found), None)
    if not isinstance(found, list):
        raise SocialError(f"A friends file holds a list {LISTS[0]} of names; this holds none.")
    for number, row in enumerate(found, start=1):
        name = row.get("name") if isinstance(row, dict) else None
        yield f"friend {number:,}", unmangled(name) if isinstance(name, str) else name


def _csv(text: str) -> Iterator[tuple[str, object]]:
    first = text.partition("\n")[0]
    sign = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        head = [cell.strip().casefold() for cell in next(rows, [])]
        column = next((head.index(each) for each in COLUMNS if each in head), -1)
        if column < 0:
            found = _short(", ".join(head))
            raise SocialError(f"A friends file has a column called name; there are {found}.")
        for row in rows:
            if row:
                yield f"line {rows.line_num:,}", row[column] if column < len(row) else None
    except csv.Error as error:
        raise SocialError(f"The friends file is no CSV, line {rows.line_num:,}: {error}.") from None


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}...")
