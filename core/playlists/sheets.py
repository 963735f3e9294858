"""A playlist as a file: CSV, JSON, or text as players of music read it (M3U)."""

import csv
import dataclasses
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

from core.errors import DataError

Form = Literal["csv", "json", "m3u"]
FORMS = get_args(Form)

BYTES = 1_000_000
"""Bytes of the largest file read: ten times what a full list takes."""

LINES = 500
"""Titles of the longest file read: as many as a list holds."""

HEADER = ("what", "title_id", "title", "year", "minutes", "note")

GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
"""Beginnings of a cell that a spreadsheet would run, or that guard one; a ' goes before them.

Source:
    OWASP, CSV Injection.
"""

WHOLE = re.compile(r"[0-9]{0,6}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A title in a file.

    Args:
        title_id: Its id; empty if the file does not say.
        title: Its title; empty if it has left the catalogue.
        year: Year of first release, 0 if unknown.
        minutes: Running time, 0 if unknown.
        note: Why it is in the list.
    """

    title_id: str = ""
    title: str = ""
    year: int = 0
    minutes: int = 0
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A playlist as a file holds it."""

    name: str
    about: str = ""
    lines: tuple[Line, ...] = ()


def write(sheet: Sheet, form: str) -> bytes:
    """Return a file that reads back to the same sheet.

    Raises:
        DataError: If there is no such form.
    """
    if form not in FORMS:
        raise DataError(f"A playlist is written as {', '.join(FORMS)}; not {form[:20]!r}.")
    return _WRITE[form](sheet).encode("utf-8")


def read(name: str, content: bytes) -> Sheet:
    """Return what a file holds.

    Args:
        name: The file's name; its ending tells the form.
        content: Its bytes.

    Raises:
        DataError: If it is no such file, too large, or no text; says where and what was expected.
    """
    form = name.rpartition(".")[2].lower().replace("m3u8", "m3u")
    if form not in FORMS:
        raise DataError(
            f"{name[:60]}: expected a playlist that ends in .csv, .json, .m3u or .m3u8."
        )
    if len(content) > BYTES:
        raise DataError(f"{name[:60]}: expected at most {BYTES:,} bytes, found {len(content):,}.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise DataError(f"{name[:60]}: expected UTF-8 text, found other bytes.")
    sheet = _READ[form](name[:60], text)
    if len(sheet.lines) > LINES:
        raise DataError(
            f"{name[:60]}: expected at most {LINES} titles, found {len(sheet.lines):,}."
        )
    return sheet


def _csv_written(sheet: Sheet) -> str:
    # the mark tells Excel that this is UTF-8
    out = io.StringIO("\ufeff", newline="")
    out.seek(1)
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADER)
    rows.writerow(map(_guarded, ("playlist", "", sheet.name, "", "", sheet.about)))
    for line in sheet.lines:
        cells = ("title", line.title_id, line.title, _number(line.year), _number(line.minutes))
        rows.writerow(map(_guarded, (*cells, line.note)))
    return out.getvalue()


def _csv_read(file: str, text: str) -> Sheet:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    name, about, lines = "", "", []
    try:
        header = next(rows, [])
        if tuple(header) != HEADER:
            found = ",".join(header)[:80]
            raise DataError(f"{file}, line 1: expected {','.join(HEADER)}, found {found!r}.")
        for row in filter(None, rows):
            where = f"{file}, line {rows.line_num}"
            if len(row) != len(HEADER) or row[0] not in ("playlist", "title"):
                raise DataError(
                    f"{where}: expected {len(HEADER)} cells, the first one playlist or title."
                )
            what, title_id, title, year, minutes, note = map(_bare, row)
            if what == "playlist":
                name, about = title, note
            else:
                lines.append(_line(where, title_id, title, year, minutes, note))
    except csv.Error as error:
        raise DataError(f"{file}, line {rows.line_num}: expected CSV; {error}.") from None
    return Sheet(name=name, about=about, lines=tuple(lines))


def _json_written(sheet: Sheet) -> str:
    told = {
        "playlist": sheet.name,
        "about": sheet.about,
        "titles": [dataclasses.asdict(line) for line in sheet.lines],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _json_read(file: str, text: str) -> Sheet:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise DataError(f"{file}: expected JSON, found something else.") from None
    if not isinstance(told, dict) or not isinstance(told.get("titles"), list):
        raise DataError(f"{file}: expected an object with playlist, about and a list of titles.")
    lines = []
    for number, each in enumerate(told["titles"], start=1):
        where = f"{file}, title {number}"
        if not isinstance(each, dict):
            raise DataError(f"{where}: expected an object, found {str(each)[:40]!r}.")
        words = [_word(where, each, key) for key in ("title_id", "title", "note")]
        year, minutes = (str(each.get(key, 0)) for key in ("year", "minutes"))
        lines.append(_line(where, words[0], words[1], year, minutes, words[2]))
    return Sheet(
        name=_word(file, told, "playlist"), about=_word(file, told, "about"), lines=tuple(lines)
    )


def _m3u_written(sheet: Sheet) -> str:
    rows = ["#EXTM3U", f"#PLAYLIST:{_flat(sheet.name)}"]
    if sheet.about:
        rows.append(f"#EXTABOUT:{_flat(sheet.about)}")
    for line in sheet.lines:
        seconds = line.minutes * 60 or -1
        rows.append(f"#EXTINF:{seconds},{_flat(line.title)} ({line.year or '?'})")
        if line.note:
            rows.append(f"#EXTNOTE:{_flat(line.note)}")
        rows.append(f"title:{_flat(line.title_id)}")
    return "\n".join([*rows, ""])


def _m3u_read(file: str, text: str) -> Sheet:
    rows = [row.removesuffix("\r") for row in text.split("\n")]
    if rows[0].strip() != "#EXTM3U":
        raise DataError(f"{file}, line 1: expected #EXTM3U, found {rows[0][:40]!r}.")
    name = about = note = ""
    told = ("", "", "")
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        tag, _, value = row.partition(":")
        if tag == "#PLAYLIST":
            name = _full(value)
        elif tag == "#EXTABOUT":
            about = _full(value)
        elif tag == "#EXTNOTE":
            note = _full(value)
        elif tag == "#EXTINF":
            told = _told(f"{file}, line {number}", value)
        elif row.strip() and not row.startswith("#"):
            title_id = _full(value) if tag == "title" else ""
            minutes, title, year = told
            lines.append(_line(f"{file}, line {number}", title_id, title, year, minutes, note))
            note, told = "", ("", "", "")
    return Sheet(name=name, about=about, lines=tuple(lines))


def _told(where: str, value: str) -> tuple[str, str, str]:
    """Return minutes, title and year of an #EXTINF."""
    seconds, comma, rest = value.partition(",")
    found = re.fullmatch(r"(.*) \((\d{4}|\?)\)", rest)
    title, year = (found[1], found[2].replace("?", "")) if found else (rest, "")
    if not comma or not re.fullmatch(r"-?[0-9]{1,7}", seconds):
        raise DataError(f"{where}: expected #EXTINF:seconds,title, found {value[:40]!r}.")
    return str(max(int(seconds), 0) // 60), _full(title), year


def _line(where: str, title_id: str, title: str, year: str, minutes: str, note: str) -> Line:
    for name, cell in (("year", year), ("minutes", minutes)):
        if not (cell.isascii() and WHOLE.fullmatch(cell)):
            raise DataError(f"{where}: expected {name} as a whole number, found {cell[:40]!r}.")
    return Line(
        title_id=title_id, title=title, year=int(year or 0), minutes=int(minutes or 0), note=note
    )


def _word(where: str, told: Mapping[str, Any], key: str) -> str:
    value = told.get(key, "")
    if not isinstance(value, str):
        raise DataError(f"{where}: expected {key} as text, found {str(value)[:40]!r}.")
    return value


def _number(value: int) -> str:
    return str(value) if value else ""


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(GUARDED) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(GUARDED) else cell


def _flat(text: str) -> str:
    r"""Return text on one line.

    Example:
        >>> _flat("a\nb") == "a\\nb" and _full(_flat("a\\n\r\nb")) == "a\\n\r\nb"
        True
    """
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _full(text: str) -> str:
    signs = {"\\n": "\n", "\\r": "\r", "\\\\": "\\"}
    return re.sub(r"\\[nr\\]", lambda found: signs[found[0]], text)


_WRITE: Mapping[str, Callable[[Sheet], str]] = {
    "csv": _csv_written,
    "json": _json_written,
    "m3u": _m3u_written,
}
_READ: Mapping[str, Callable[[str, str], Sheet]] = {
    "csv": _csv_read,
    "json": _json_read,
    "m3u": _m3u_read,
}
