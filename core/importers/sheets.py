"""Tables that people saved: encoding and delimiter found out, every row with its line.

Excel, Numbers and browsers save CSV as UTF-8 with or without a mark, UTF-16, or the Windows code
page, with commas, semicolons or tabs, sometimes after a line "sep=;". A bad row is refused, or
kept aside as a sentence if that was asked for.
"""

import csv
import dataclasses
import io
from collections.abc import Collection, Iterator, Mapping, Sequence

from core.errors import DataError

MOST_BYTES = 100 * 2**20
"""Largest file read: ten times a very long viewing history (assumption, 50 to 500 MB)."""

LONGEST_LINE = 131_072
"""Characters a line may have; Python's csv allows a cell as much."""

MOST_OPEN = 50
"""Rows whose quotes never close, after which a file is given up: each is searched to its end."""

DELIMITERS = (",", ";", "\t", "|")

MARKS: Mapping[bytes, str] = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
"""Byte order marks; the longer one of two that begin alike stands first."""


class Bad:
    """What happens to what cannot be read: refused at once, or noted and left out.

    Args:
        skip: Whether to leave it out.
    """

    def __init__(self, *, skip: bool) -> None:
        self.skip = skip
        self.said: list[str] = []

    def refuse(self, sentence: str) -> None:
        """Raise a sentence, or note it.

        Raises:
            DataError: Unless bad lines are skipped.
        """
        if not self.skip:
            raise DataError(sentence)
        self.said.append(sentence)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: what it is called, its columns and its rows.

    Args:
        name: Name of the file in messages.
        columns: Names of the columns, in order.
        rows: The line each row begins on, and its cells without the space around them.
        read: Rows there were, bad ones included.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    read: int

    def place(self, line: int, column: str) -> str:
        """Return where a cell stands, as messages begin."""
        return f"{self.name}, line {line}, column {column}"

    def index(self, column: str) -> int | None:
        """Return where a column stands; nothing if there is none."""
        return self.columns.index(column) if column in self.columns else None


def found(text: str) -> str:
    """Return what messages show of a cell."""
    return repr(text if len(text) <= 60 else text[:60] + "…")


def many(count: int, one: str, more: str = "") -> str:
    """Return a count with its noun.

    Example:
        >>> many(1, "row"), many(2_000, "entry", "entries")
        ('1 row', '2,000 entries')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def decode(name: str, data: bytes) -> str:
    """Return the text of a file, whatever it was saved as.

    Raises:
        DataError: If the file is empty, too large, or holds bytes that are no text.
    """
    if not data.strip():
        raise DataError(f"{name}: expected a file with rows, found an empty one.")
    if len(data) > MOST_BYTES:
        raise DataError(
            f"{name}: expected at most {MOST_BYTES:,} bytes, found {len(data):,} bytes."
        )
    text = _text(name, data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DataError(f"{name}, line {line}: expected text, found a NUL byte.")
    return text.removeprefix("\ufeff")


def is_unicode(data: bytes) -> bool:
    """Say whether a file's letters are sure; the code page of another country may be meant."""
    if data.startswith(tuple(MARKS)) or b"\0" in data[:400]:
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(name: str, data: bytes) -> str:
    marked = next((kind for mark, kind in MARKS.items() if data.startswith(mark)), None)
    if marked is None and b"\0" in data[:400]:
        odd, even = data[1:400:2], data[:400:2]
        if odd.count(0) > 0.6 * len(odd) and not even.count(0):
            marked = "utf-16-le"
        elif even.count(0) > 0.6 * len(even) and not odd.count(0):
            marked = "utf-16-be"
    for kind in [marked] if marked else ["utf-8", "cp1252", "latin-1"]:
        try:
            return data.decode(kind)
        except UnicodeDecodeError:
            continue
    raise DataError(f"{name}: expected text, found a mark of {marked} before other bytes.")


def header(name: str, text: str) -> tuple[tuple[str, ...], str, int]:
    """Return the names of a table's columns, its delimiter, and the lines before its rows.

    Raises:
        DataError: If no line has any text.
    """
    delimiters: Sequence[str] = DELIMITERS
    for number, line in enumerate(_lines(text), start=1):
        if number == 1 and line.strip().lower().startswith("sep=") and len(line.strip()) == 5:
            delimiters = (line.strip()[4],)
            continue
        if not line.strip():
            continue
        delimiter = max(delimiters, key=lambda mark: len(_cells(line, mark)))
        return tuple(cell.strip() for cell in _cells(line, delimiter)), delimiter, number
    raise DataError(f"{name}: expected a header, found no text.")


def read_sheet(
    name: str, text: str, need: Collection[str], bad: Bad, *, empty_ok: bool = False
) -> Sheet:
    """Return the rows of a table.

    Args:
        name: Name of the file in messages.
        text: Its text.
        need: Columns it must have; others may stand between them, in any order.
        bad: What happens to rows that are none.
        empty_ok: Whether a header alone will do.

    Raises:
        DataError: If a column is missing or there twice, no row follows, or a row is bad and not
            to be skipped.
    """
    columns, delimiter, before = header(name, text)
    shown = found(",".join(columns))
    missing = [column for column in need if column not in columns]
    if missing:
        raise DataError(f"{name}, line {before}: expected a column {missing[0]}, found {shown}.")
    twice = [column for column in need if columns.count(column) > 1]
    if twice:
        raise DataError(f"{name}, line {before}: expected one column {twice[0]}, found {shown}.")
    lines = list(_lines(text))
    _check_lengths(name, lines)
    rows: list[tuple[int, list[str]]] = []
    read = 0
    for line, row in _rows(name, lines, delimiter, before, bad):
        read += 1
        if len(row) == len(columns):
            rows.append((line, [cell.strip() for cell in row]))
        elif row:
            bad.refuse(
                f"{name}, line {line}: expected {len(columns)} cells ({', '.join(columns)[:120]}), "
                f"found {len(row)}."
            )
    if not read and not empty_ok:
        raise DataError(f"{name}: expected rows below the header, found none.")
    return Sheet(name=name, columns=columns, rows=tuple(rows), read=read)


def _lines(text: str) -> io.StringIO:
    """Return lines as csv counts them: ended by LF, CR LF or CR, and by nothing else."""
    return io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]


def _rows(
    name: str, lines: Sequence[str], delimiter: str, before: int, bad: Bad
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that are not blank and the line each begins on; bad ones come without cells."""
    start = before
    opened = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        first, done = start, 0
        try:
            for row in reader:
                line, done = first + done + 1, reader.line_num
                if "".join(row).strip():
                    yield line, row
            return
        except csv.Error as error:
            line = first + done + 1
            bad.refuse(f"{name}, line {line}: expected a row of CSV; {error}.")
            yield line, []
            start, opened = line, opened + 1
            if opened > MOST_OPEN:
                raise DataError(
                    f"{name}, line {line}: expected CSV, found more than {MOST_OPEN} rows whose "
                    "quotes do not close."
                ) from None


def _check_lengths(name: str, lines: Sequence[str]) -> None:
    longest = max(lines, key=len)
    if len(longest) > LONGEST_LINE:
        raise DataError(
            f"{name}, line {lines.index(longest) + 1}: expected at most {LONGEST_LINE:,} "
            f"characters, found {len(longest):,}."
        )
