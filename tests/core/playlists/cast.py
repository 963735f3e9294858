"""Who takes part in the tests of playlists, and a small catalogue."""

from datetime import UTC, datetime, timedelta

from core.identity.users import guest
from core.playlists import contents, making
from core.playlists.lists import items
from core.social import relations

AT = datetime(2026, 11, 2, 20, tzinfo=UTC)
KNOWN = {f"t{number}": f"Title {number}" for number in range(30)}


def later(minutes):
    return AT + timedelta(minutes=minutes)


def people(store, *ids):
    for each in ids:
        guest(store, each, AT)
        relations.join(store, each, AT)


def made(store, who, name="Rainy Sunday", titles=("t0", "t1", "t2"), visibility="public", about=""):
    list_id = making.make(store, who, name, AT, about=about)
    if titles:
        contents.add(store, who, list_id, titles, KNOWN, AT)
    if visibility != "private":
        making.set_visibility(store, who, list_id, visibility, AT)
    return list_id


def titles_of(store, reader, list_id):
    with store.reading() as connection:
        return [each.title_id for each in items(connection, reader, list_id)]
