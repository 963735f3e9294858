"""Playlists out to files and in from them: out goes only what the reader may see."""

import dataclasses
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from core.errors import DataError
from core.identity.acting import acting
from core.importers.matching import match
from core.playlists import sheets
from core.playlists.contents import insert_items
from core.playlists.lists import items, one
from core.playlists.making import insert_list
from core.playlists.sheets import Line, Sheet
from core.store.store import Store


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of a file.

    Args:
        list_id: The list made of it.
        count: Titles in it.
        unmatched: Titles of the file that the catalogue does not have, or has several of.
    """

    list_id: str
    count: int
    unmatched: tuple[str, ...]


def export(
    connection: Connection,
    reader: str,
    list_id: str,
    form: str,
    titles: pd.DataFrame,
    token: str = "",
) -> bytes:
    """Return a playlist as a file.

    Args:
        connection: To the store.
        reader: A user's id.
        list_id: Which list.
        form: One of ``core.playlists.sheets.FORMS``.
        titles: The catalogue.
        token: The secret of the link the reader came by.

    Raises:
        SocialError: If there is no such list for the reader.
        DataError: If there is no such form.
    """
    found = one(connection, reader, list_id, token)
    columns = (titles[name] for name in ("title_id", "title", "year", "minutes"))
    known = {
        str(title_id): Line(title=str(title), year=int(year), minutes=int(minutes))
        for title_id, title, year, minutes in zip(*columns, strict=True)
    }
    lines = [
        dataclasses.replace(
            known.get(item.title_id, Line()), title_id=item.title_id, note=item.note
        )
        for item in items(connection, reader, list_id, token)
    ]
    sheet = Sheet(name=found.name, about=found.about, lines=tuple(lines))
    return sheets.write(sheet, form)


def bring(
    store: Store, user_id: str, name: str, content: bytes, titles: pd.DataFrame, at: datetime
) -> Brought:
    """Make a private playlist from a file; ids decide, then titles and years.

    Args:
        store: The store.
        user_id: Whose list it becomes.
        name: The file's name.
        content: Its bytes.
        titles: The catalogue.
        at: When.

    Raises:
        DataError: If the file is no playlist, or nothing of it is in the catalogue.
        SocialError: If its words cannot be, or the user has too many lists.
    """
    sheet = sheets.read(name, content)
    found, unmatched = _found(sheet, titles)
    if not found and sheet.lines:
        raise DataError(f"{name[:60]}: none of its {len(sheet.lines)} titles is in the catalogue.")
    with acting(store, user_id) as (connection, _):
        called = sheet.name or name.rpartition(".")[0][:80]
        list_id = insert_list(connection, user_id, called, sheet.about, at)
        if found:
            known, notes = set(found), list(found.values())
            insert_items(connection, user_id, list_id, list(found), known, at, notes)
    return Brought(list_id=list_id, count=len(found), unmatched=unmatched)


def _found(sheet: Sheet, titles: pd.DataFrame) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return notes by the title ids that the catalogue has, and the titles it has not."""
    known = set(titles["title_id"])
    asked = [line for line in sheet.lines if line.title_id not in known and line.title.strip()]
    by_name: dict[Line, str] = {}
    if asked:
        years = pd.array([line.year or pd.NA for line in asked], dtype="Int64")
        rows = pd.DataFrame(
            {"title": [line.title for line in asked], "year": years, "line": range(len(asked))}
        )
        matched = match(rows, titles).rows
        by_name = {
            asked[int(row)]: str(title_id)
            for row, title_id in zip(matched["line"], matched["title_id"], strict=True)
        }
    found: dict[str, str] = {}
    unmatched = []
    for line in sheet.lines:
        title_id = line.title_id if line.title_id in known else by_name.get(line, "")
        if title_id:
            found.setdefault(title_id, line.note)
        else:
            unmatched.append(line.title or line.title_id or "a line without a title")
    return found, tuple(dict.fromkeys(unmatched))
