"""Reports, the queue, decisions, and what they do to what others see."""

import pytest

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.presenting import enter, open_house
from core.social import feed, moderation, posts, relations, talk
from core.social.posts import Review
from core.social.progress import Point
from core.social.ref import Ref
from tests.core.social.people import AT, TITLES, Free, later, people


@pytest.fixture
def house(store):
    """A store with a presenter ``gp``, an author ``ga``, and others; and the author's review."""
    people(store, "gp", "ga", "g1", "g2", "g3")
    open_house(store, b"secret", "ACDEFGHJ")
    enter(store, b"secret", "gp", "ACDEFGHJ", AT)
    draft = Review(title_id="dark", stars=2.0, text="Her brother did it")
    made = posts.review(store, "ga", draft, AT, titles=TITLES, limits=Free())
    return store, made


def tell(store, who, post_id, why="spam", at=AT, **more):
    posts.report(store, who, post_id, why, at, limits=Free(), **more)


def decide(store, ref, decision, at=AT, who="gp", **more):
    with acting(store, who) as (connection, user):
        moderation.decide(connection, user, ref, decision, at, **more)


def queue(store, who="gp"):
    with store.reading() as connection:
        return moderation.queue(connection, who)


def load(store, reader, post_id):
    with store.reading() as connection:
        return posts.load(connection, reader, [post_id]).get(post_id)


def test_the_most_reported_comes_first_with_what_the_presenter_needs(house):
    store, made = house
    said = posts.comment(store, "g1", made, "Buy my lamps", AT, limits=Free())
    tell(store, "g2", made, "spam", later(1), comment_id=said, words="Lamps again")
    tell(store, "g1", made, "spoiler", later(2))
    tell(store, "g2", made, "abuse", later(3), words="Rude")
    tell(store, "g3", made, "spoiler", later(4))

    first, second = queue(store)
    assert (first.ref, first.author.id, first.reports) == (Ref("review", made), "ga", 3)
    assert first.why == (("spoiler", 2), ("abuse", 1))
    assert (first.words, first.quoted, first.first) == (("Rude",), "Her brother did it", later(2))
    assert (second.ref, second.author.id, second.quoted) == (
        Ref("comment", said), "g1", "Buy my lamps",
    )  # fmt: skip
    assert not any(f"'{who}'" in repr(first) for who in ("g1", "g2", "g3"))


def test_an_edit_after_a_report_hides_nothing_from_the_presenter(house):
    store, made = house
    tell(store, "g1", made)
    mild = Review(title_id="dark", text="Lovely")
    posts.review(store, "ga", mild, later(1), titles=TITLES, limits=Free())

    assert queue(store)[0].quoted == "Her brother did it"


def test_a_masked_comment_is_quoted_whole_to_the_presenter(house):
    store, made = house
    said = posts.comment(store, "ga", made, "The twin", AT, limits=Free(), spoiler=Point(1, 9))
    tell(store, "g1", made, "spoiler", comment_id=said)

    assert queue(store)[0].quoted == "The twin"


def test_one_reports_once_and_never_ones_own(house):
    store, made = house
    tell(store, "g1", made)

    with pytest.raises(SocialError, match="You reported this already"):
        tell(store, "g1", made, "abuse")
    with pytest.raises(SocialError, match="This is your own"):
        tell(store, "ga", made)
    with pytest.raises(SocialError, match="one of spam, spoiler, abuse, other, not 'dull'"):
        tell(store, "g2", made, "dull")
    with pytest.raises(SocialError, match="There is no such comment"):
        tell(store, "g2", made, comment_id="nowhere")
    assert queue(store)[0].reports == 1


def test_what_is_removed_is_gone_for_others_and_said_to_its_author(house):
    store, made = house
    relations.follow(store, "g1", "ga", AT)
    posts.like(store, "g2", made, AT, limits=Free())
    decide(store, Ref("review", made), "remove", later(1))

    for reader in ("g1", "g2", "gp"):
        assert load(store, reader, made) is None
        with store.reading() as connection:
            for order in ("new", "ranked"):
                assert feed.page(connection, reader, feed.Cursor(later(9)), 9, order).items == ()
            assert posts.stars(connection, reader, "dark").count == 0
            assert posts.reviews_of(connection, reader, "dark") == []
    mine = load(store, "ga", made)
    assert (mine.removed, mine.text, mine.likes.count) == (True, "Her brother did it", 1)


def test_a_removed_comment_takes_its_answers_along_for_others(house):
    store, made = house
    said = posts.comment(store, "g1", made, "Rude", AT, limits=Free())
    posts.comment(store, "g2", made, "Ruder", AT, limits=Free(), parent=said)
    decide(store, Ref("comment", said), "remove")

    with store.reading() as connection:
        assert posts.comments(connection, "g2", made) == []
        assert posts.comments(connection, "g1", made)[0].removed
        assert talk.counts(connection, "g3", [Ref("review", made)]) == {Ref("review", made): 0}
    assert load(store, "g3", made).comments == 0


def test_what_was_removed_comes_back_when_it_is_kept_after_all(house):
    store, made = house
    decide(store, Ref("review", made), "remove", later(1))
    decide(store, Ref("review", made), "keep", later(2))

    assert load(store, "g1", made).text == "Her brother did it"


def test_a_mark_as_spoiler_masks_for_all_but_the_author_and_never_less_than_before(house):
    store, made = house
    decide(store, Ref("review", made), "spoiler", point=Point(2, 4))

    assert load(store, "g1", made).warning == "mentions season 2, episode 4"
    assert load(store, "g1", made).text == ""
    assert load(store, "ga", made).text == "Her brother did it"
    late = Review(title_id="dark", text="The twin", spoiler=Point(3, 1))
    posts.review(store, "ga", late, AT, titles=TITLES, limits=Free())
    assert load(store, "g1", made).point == Point(3, 1)
    decide(store, Ref("review", made), "spoiler")
    assert load(store, "g1", made).point == Point()


def test_a_decision_settles_the_reports_before_it_and_later_ones_bring_it_back(house):
    store, made = house
    tell(store, "g1", made, at=later(1))
    decide(store, Ref("review", made), "keep", later(2))
    assert queue(store) == []
    tell(store, "g2", made, "abuse", later(3))

    (case,) = queue(store)
    assert (case.reports, case.why, case.before) == (1, (("abuse", 1),), "keep")


def test_every_decision_stays_in_the_log_also_of_what_was_deleted(house):
    store, made = house
    decide(store, Ref("review", made), "keep", later(1), note="Harmless")
    decide(store, Ref("review", made), "remove", later(2))
    posts.withdraw(store, "ga", made)

    with store.reading() as connection:
        log = moderation.decisions(connection, "gp")
    assert [(one.decision, one.note, one.at) for one in log] == [
        ("remove", "", later(2)), ("keep", "Harmless", later(1)),
    ]  # fmt: skip
    assert len({one.presenter for one in log}) == 1
    assert queue(store) == []


def test_nobody_but_a_presenter_moderates(house):
    store, made = house
    tell(store, "g1", made)

    for act in (
        lambda: queue(store, "g1"),
        lambda: decide(store, Ref("review", made), "remove", who="ga"),
        lambda: decide(store, Ref("review", made), "keep", who="g1"),
    ):
        with pytest.raises(SocialError, match="Only a presenter moderates"):
            act()
    with store.reading() as connection, pytest.raises(SocialError, match="Only a presenter"):
        moderation.decisions(connection, "nobody")
    with pytest.raises(SocialError, match="one of keep, remove, spoiler, not 'burn'"):
        decide(store, Ref("review", made), "burn")
    assert load(store, "g2", made) is not None
