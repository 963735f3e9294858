"""What is said about a playlist, and what a presenter's mark masks of it."""

import pandas as pd
import pytest
from sqlalchemy import insert, select

from core.errors import SocialError
from core.playlists import contents, files, lists, sharing, speaking
from core.playlists.sheets import FORMS
from core.social import relations
from core.social.progress import Point
from core.social.tables_posts import DECISIONS, REPORTS
from tests.core.playlists.cast import AT, KNOWN, later, made, people

TITLES = pd.DataFrame(
    {"title_id": list(KNOWN), "title": list(KNOWN.values()), "year": 2000, "minutes": 90}
)


@pytest.fixture
def house(store):
    people(store, "ga", "gb", "gc")
    return store


def decided(store, kind, object_id, decision="spoiler"):
    row = {"kind": kind, "object_id": object_id, "decision": decision, "standing": True, "at": AT}
    row |= {"season": 0, "episode": 0, "minute": 0, "presenter": "P", "note": ""}
    with store.writing() as connection:
        connection.execute(insert(DECISIONS), row)


def told(store, reader, list_id):
    """Return all that a reader is told of a list: itself, its titles, and its file."""
    with store.reading() as connection:
        found = lists.one(connection, reader, list_id)
        file = files.export(connection, reader, list_id, "json", TITLES)
        return found, repr((found, lists.items(connection, reader, list_id), file))


@pytest.mark.parametrize(
    ("reader", "reads"),
    [("ga", True), ("adds", True), ("suggests", False), ("invited", False), ("gb", False)],
)
def test_a_marked_lists_words_are_for_who_writes_in_it(house, reader, reads):
    people(house, "adds", "suggests", "invited")
    list_id = made(house, "ga", about="They all turn out to be one")
    contents.note(house, "ga", list_id, "t0", "Her twin", AT)
    for each in ("adds", "suggests", "invited"):
        sharing.invite(house, "ga", list_id, each, "suggests" if each == "suggests" else "adds", AT)
        if each != "invited":
            sharing.answer(house, each, list_id, True, AT)
    decided(house, "list", list_id)

    found, words = told(house, reader, list_id)

    assert found.masked is not reads
    assert ("turn out" in words, "Her twin" in words) == (reads, reads)
    assert ("Rainy Sunday" in words) is reads
    assert (found.name, found.count) == ("Rainy Sunday" if reads else "A list of 3 titles", 3)


NAME = "The butler did it"


def everywhere(store, reader, list_id):
    """Return what a list is called wherever its reader meets it, by where."""
    with store.reading() as connection:
        found = {
            "alone": [lists.one(connection, reader, list_id)],
            "profile": lists.of_owner(connection, reader, "ga"),
            "following": lists.following(connection, reader),
            "feed": lists.read_lists(connection, reader, [list_id]).values(),
            "holding a title": lists.friends_with(connection, reader, "t0"),
            "found by a title": lists.search(connection, reader, KNOWN["t0"], KNOWN),
        }
        names = {where: [each.name for each in seen] for where, seen in found.items()}
        for form in FORMS:
            file = files.export(connection, reader, list_id, form, TITLES).decode()
            names[form] = [each for each in (NAME, "A list of 3 titles") if each in file]
        return {where: tuple(each) for where, each in names.items()}


def test_a_marked_lists_name_is_masked_wherever_it_stands(house):
    people(house, "gd")
    list_id = made(house, "ga", name=NAME)
    for who in ("gb", "gd"):
        relations.follow(house, who, "ga", AT)
        sharing.follow(house, who, list_id, AT)
    decided(house, "list", list_id)
    speaking.reveal(house, "gd", list_id, AT)

    names = everywhere(house, "gb", list_id)
    assert names == dict.fromkeys(names, ("A list of 3 titles",))
    assert everywhere(house, "gd", list_id) == dict.fromkeys(names, (NAME,))


def test_masked_words_of_a_list_are_not_found_by_guessing(house):
    list_id = made(house, "ga", name=NAME, about="They all turn out to be one")
    other = made(house, "ga", name="Butlers")

    def found(reader, words):
        with house.reading() as connection:
            return {each.id for each in lists.search(connection, reader, words, KNOWN)}

    assert found("gb", "butler") == {list_id, other}
    decided(house, "list", list_id)
    assert found("gb", "butler") == {other}
    assert found("gb", "turn out") == set()
    assert found("ga", "butler") == {list_id, other}
    speaking.reveal(house, "gb", list_id, AT)
    assert found("gb", "turn out") == {list_id}


@pytest.mark.parametrize(
    ("count", "called"), [(0, "An empty list"), (1, "A list of 1 title"), (2, "A list of 2 titles")]
)
def test_a_masked_list_and_its_copy_are_called_by_what_they_hold(house, count, called):
    list_id = made(house, "ga", name=NAME)
    for title_id in list(KNOWN)[count:3]:
        contents.remove(house, "ga", list_id, title_id, AT)
    decided(house, "list", list_id)

    copied = sharing.copy(house, "gb", list_id, KNOWN, AT)

    for each in (list_id, copied):
        assert told(house, "gb", each)[0].name == called


def test_choosing_to_see_a_marked_list_opens_it_for_that_reader_alone(house):
    list_id = made(house, "ga", about="They all turn out to be one")
    decided(house, "list", list_id)
    copied = sharing.copy(house, "gb", list_id, KNOWN, AT)
    assert "turn out" not in told(house, "gb", copied)[1]

    speaking.reveal(house, "gb", list_id, AT)
    speaking.reveal(house, "gb", list_id, later(1))

    assert "turn out" in told(house, "gb", list_id)[1]
    assert "turn out" not in told(house, "gc", list_id)[1]


def test_a_presenter_judges_the_words_that_the_reporter_could_not_read(house):
    list_id = made(house, "ga", about="They all turn out to be one")
    contents.note(house, "ga", list_id, "t0", "Her twin", AT)
    decided(house, "list", list_id)

    speaking.report(house, "gb", list_id, "spoiler", later(1))

    with house.reading() as connection:
        quoted = connection.execute(select(REPORTS.c.quoted)).scalar_one()
    assert quoted == "Rainy Sunday\nThey all turn out to be one\nHer twin"


def test_a_comment_on_a_list_is_answered_changed_revealed_and_reported(house):
    list_id = made(house, "ga")
    said = speaking.comment(house, "gb", list_id, "He is the twin.", AT, spoiler=Point())
    speaking.comment(house, "gc", list_id, "No!", later(1), parent=said)

    def heard(reader):
        with house.reading() as connection:
            found = speaking.comments(connection, reader, list_id)
        return [(each.text, each.depth) for each in found]

    assert heard("gc") == [("", 0), ("No!", 1)]
    speaking.reveal_comment(house, "gc", list_id, said, AT)
    speaking.edit_comment(house, "gb", said, "She is the twin.", later(2))
    assert heard("gc") == [("She is the twin.", 0), ("No!", 1)]
    assert heard("ga") == [("", 0), ("No!", 1)]

    speaking.report(house, "gc", list_id, "spoiler", later(3), comment_id=said)
    with house.reading() as connection:
        report = connection.execute(select(REPORTS)).one()
    told = (report.kind, report.object_id, report.author_id, report.quoted)
    assert told == ("comment", said, "gb", "She is the twin.")


def test_what_is_not_a_comment_on_the_list_can_be_neither_revealed_nor_reported(house):
    here, other = made(house, "ga"), made(house, "ga", name="Another")
    said = speaking.comment(house, "gb", other, "Lovely.", AT)
    for act in (
        lambda: speaking.reveal_comment(house, "gc", here, said, AT),
        lambda: speaking.report(house, "gc", here, "spam", AT, comment_id=said),
        lambda: speaking.edit_comment(house, "gc", said, "Mine", AT),
    ):
        with pytest.raises(SocialError, match=r"^There is no such comment\.$"):
            act()
