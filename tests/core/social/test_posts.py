"""Reviews and experiences: what is kept, who sees it, and what is masked."""

from collections import Counter

import pytest
from sqlalchemy import delete, func, select

from core.errors import SocialError
from core.identity.accounts import merge
from core.identity.tables import USERS
from core.social import posts, relations, talk
from core.social import progress as watching
from core.social.limits import Limits
from core.social.posts import Review
from core.social.progress import Point
from core.social.tables_posts import COMMENTS, LIKES, MENTIONS, POSTS, REPORTS, REVEALS
from tests.core.social.people import AT, TITLES, Free, later, people, sample, tell, write

NONE = "There is no such post"


def see(store, reader, post_id, **how):
    with store.reading() as connection:
        return posts.post(connection, reader, post_id, **how)


def test_a_review_is_kept_as_it_was_written(store):
    people(store, "g1", "g2")
    made = write(store, "g1", stars=3.5, text="Slow.\r\nGood.", at=later(3))

    seen = see(store, "g2", made)

    assert (seen.kind, seen.author.id, seen.title_id) == ("review", "g1", "dark")
    assert (seen.stars, seen.text, seen.at, seen.edited) == (3.5, "Slow.\nGood.", later(3), False)
    assert (seen.likes, seen.comments, seen.masked) == (talk.Likes(0, False), 0, False)


def test_a_second_review_of_a_title_edits_the_first(store):
    people(store, "g1")
    first = write(store, "g1", stars=2.0)
    write(store, "g1", "heat")

    assert write(store, "g1", stars=4.5, text="I was wrong.", at=later(9)) == first
    seen = see(store, "g1", first)
    assert (seen.stars, seen.text, seen.at, seen.edited) == (4.5, "I was wrong.", AT, True)
    with store.reading() as connection:
        assert len(posts.posts_of(connection, "g1", "g1")) == 2
        assert posts.review_of(connection, "g1", "dark") == seen
        assert posts.review_of(connection, "g1", "solaris") is None


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ({"stars": 0.25}, "0.5 to 5 in halves, not 0.25"),
        ({"stars": 5.5}, "not 5.5"),
        ({"stars": float("nan")}, "not nan"),
        ({"stars": None}, "A review needs some words"),
        ({"text": "x" * 5_001}, "at most 5,000 signs, not 5,001"),
        ({"text": "![me](https://example.org/a.gif)"}, "picture from elsewhere"),
        ({"audience": "close"}, "public or followers, not 'close'"),
        ({"title_id": "gone"}, "There is no such title"),
    ],
)
def test_a_draft_that_cannot_be_kept_is_refused_with_a_sentence(store, draft, said):
    people(store, "g1")

    with pytest.raises(SocialError, match=said):
        write(store, "g1", **draft)


def test_stars_alone_are_a_review_and_words_alone_too(store):
    people(store, "g1")

    assert see(store, "g1", write(store, "g1", stars=0.5)).text == ""
    assert see(store, "g1", write(store, "g1", "heat", stars=None, text="Go.")).stars is None


def test_who_has_not_joined_cannot_write_and_a_sample_member_never(store):
    people(store, "g1")
    made = write(store, "g1")
    relations.leave(store, "g1", AT)
    member = sample(store, 1)

    for act in (
        lambda: write(store, "g1"),
        lambda: tell(store, "g1"),
        lambda: posts.like(store, "g1", made, AT, limits=Free()),
        lambda: posts.comment(store, "g1", made, "Hm", AT, limits=Free()),
    ):
        with pytest.raises(SocialError, match="join first"):
            act()
    with pytest.raises(SocialError, match="Sample members are fictional"):
        write(store, member)


def test_edits_count_as_posts_and_a_refusal_keeps_nothing(store):
    people(store, "g1")
    limits = Limits()
    for stars in (1, 2, 3, 4, 5):
        draft = Review(title_id="dark", stars=float(stars))
        posts.review(store, "g1", draft, AT, titles=TITLES, limits=limits)

    with pytest.raises(SocialError, match="You may post again in 60 seconds"):
        posts.review(
            store, "g1", Review(title_id="dark", stars=0.5), AT, titles=TITLES, limits=limits
        )
    with store.reading() as connection:
        assert posts.review_of(connection, "g1", "dark").stars == 5.0


def test_a_spoiler_is_not_in_the_view_at_all_until_the_reader_is_past_it(store):
    people(store, "g1", "g2")
    made = write(store, "g1", text="The butler", spoiler=Point(2, 3))

    seen = see(store, "g2", made)
    assert seen.masked
    assert (seen.text, seen.company, seen.warning) == ("", "", "mentions season 2, episode 3")
    assert "butler" not in repr(seen)
    assert not see(store, "g1", made).masked
    watching.note(store, "g2", "dark", Point(2, 3, 20), AT)
    assert see(store, "g2", made).masked
    watching.note(store, "g2", "dark", Point(2, 3), AT)
    assert see(store, "g2", made).text == "The butler"


def test_showing_a_spoiler_is_an_act_of_one_reader_for_one_post(store):
    people(store, "g1", "g2", "g3")
    made = write(store, "g1", text="The butler", spoiler=Point(2, 3))
    other = write(store, "g1", "heat", text="The maid", spoiler=Point(minute=80))
    member = sample(store, 1)

    with pytest.raises(SocialError, match="show it first, then comment"):
        posts.comment(store, "g2", made, "Ah", AT, limits=Free())
    posts.reveal(store, "g2", made, AT)
    posts.reveal(store, "g2", made, AT)

    assert see(store, "g2", made).text == "The butler"
    assert see(store, "g2", other).masked
    assert see(store, "g3", made).masked
    assert see(store, "g3", made, whole=True).text == "The butler"
    with pytest.raises(SocialError, match="no such post"):
        see(store, member, made, whole=True)


def test_a_masked_post_has_no_comments_and_comments_are_masked_too(store):
    people(store, "g1", "g2")
    watching.note(store, "g2", "dark", Point(1, 1), AT)
    made = write(store, "g1", text="See", spoiler=Point(1, 1))
    told = posts.comment(store, "g1", made, "It was her", AT, limits=Free(), spoiler=Point(1, 9))
    people(store, "g3")

    with store.reading() as connection:
        assert posts.comments(connection, "g3", made) == []
        (one,) = posts.comments(connection, "g2", made)
    assert (one.masked, one.text, one.point) == (True, "", Point(1, 9))
    posts.reveal_comment(store, "g2", made, told, AT)
    with store.reading() as connection:
        assert posts.comments(connection, "g2", made)[0].text == "It was her"


def test_an_experience_names_those_who_were_there_and_they_can_step_out(store):
    people(store, "g1", "g2", "g3", "g4")
    made = tell(store, "g1", company="my brother", joined=["g3", "g2", "g1"], title_id="heat")

    seen = see(store, "g4", made)
    assert {one.id for one in seen.joined} == {"g2", "g3"}
    assert (seen.company, seen.stars, seen.title_id) == ("my brother", None, "heat")
    posts.step_out(store, "g2", made)
    assert {one.id for one in see(store, "g4", made).joined} == {"g3"}


def test_nobody_hidden_can_be_named_and_a_name_goes_with_a_later_block(store):
    people(store, "g1", "g2", "g3")
    made = tell(store, "g1", joined=["g2"])
    relations.block(store, "g2", "g1", AT)

    assert see(store, "g3", made).joined == ()
    sentences = set()
    for whom in ("g2", "g9"):
        with pytest.raises(SocialError) as refused:
            tell(store, "g1", joined=[whom])
        sentences.add(str(refused.value))
    assert sentences == {"There is nobody of that name here."}
    with pytest.raises(SocialError, match="At most 20 users"):
        tell(store, "g1", joined=["g3"] * 21)


def test_an_experience_is_told_again_in_other_words_by_its_author_alone(store):
    people(store, "g1", "g2")
    made = tell(store, "g1", joined=["g2"])

    assert tell(store, "g1", "Snow, rather.", at=later(5), post_id=made) == made
    seen = see(store, "g2", made)
    assert (seen.text, seen.joined, seen.edited) == ("Snow, rather.", (), True)
    for who, which in (("g2", made), ("g1", write(store, "g1")), ("g1", "nowhere")):
        with pytest.raises(SocialError, match=NONE):
            tell(store, who, post_id=which)
        assert see(store, "g1", made).text == "Snow, rather."


def test_followers_alone_see_what_is_for_followers(store):
    people(store, "g1", "g2", "g3")
    relations.follow(store, "g2", "g1", AT)
    member = sample(store, 1)
    made = write(store, "g1", audience="followers")

    assert see(store, "g2", made).audience == "followers"
    for reader in ("g3", member):
        with pytest.raises(SocialError, match=NONE):
            see(store, reader, made)


def test_stars_come_back_for_every_half_and_for_nothing_between(store):
    people(store, "g1")

    for quarter in range(-1, 23):
        given = quarter / 4
        if 1 <= quarter / 2 <= 10 and quarter % 2 == 0:
            assert see(store, "g1", write(store, "g1", stars=given)).stars == given
        else:
            with pytest.raises(SocialError, match="in halves"):
                write(store, "g1", stars=given)


def test_stars_of_a_title_count_what_the_reader_may_see(store):
    people(store, "g1", "g2", "g3")
    write(store, "g1", stars=5.0)
    write(store, "g2", stars=2.0, audience="followers")
    write(store, "g3", stars=None, text="No stars.")

    with store.reading() as connection:
        assert posts.stars(connection, "g2", "dark") == posts.Stars(3.5, 2)
        assert posts.stars(connection, "g3", "dark") == posts.Stars(5.0, 1)
        assert posts.stars(connection, "g3", "heat") == posts.Stars(None, 0)


def test_an_author_page_walks_on_without_repeating(store):
    people(store, "g1")
    made = [tell(store, "g1", f"Evening {i}", at=later(i // 2)) for i in range(7)]

    with store.reading() as connection:
        walked = []
        while page := posts.posts_of(
            connection, "g1", "g1", size=3, before=walked[-1] if walked else None
        ):
            walked += page
    assert [one.at for one in walked] == sorted((one.at for one in walked), reverse=True)
    assert Counter(one.id for one in walked) == Counter(made)


def test_a_deleted_post_takes_along_all_that_was_said_about_it(store):
    people(store, "g1", "g2", "g3")
    made, kept = tell(store, "g1", joined=["g2"], spoiler=Point(1)), write(store, "g1")
    posts.reveal(store, "g2", made, AT)
    for post_id in (made, kept):
        told = posts.comment(store, "g2", post_id, "Oh", AT, limits=Free())
        posts.report(store, "g3", post_id, "spam", AT, limits=Free())
        posts.like(store, "g2", post_id, AT, limits=Free())
        if post_id == kept:
            posts.report(store, "g3", post_id, "abuse", AT, limits=Free(), comment_id=told)
    with pytest.raises(SocialError, match=NONE):
        posts.withdraw(store, "g2", made)
    posts.withdraw(store, "g1", made)

    with store.reading() as connection:
        left = [
            connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in (POSTS, COMMENTS, LIKES, MENTIONS, REVEALS)
        ]
    assert left == [1, 1, 1, 0, 0]
    with pytest.raises(SocialError, match=NONE):
        see(store, "g1", made)


def test_a_deleted_user_leaves_no_post_comment_or_like(store):
    people(store, "g1", "g2")
    mine, theirs = write(store, "g1"), write(store, "g2")
    posts.comment(store, "g1", theirs, "Yes", AT, limits=Free())
    posts.like(store, "g1", theirs, AT, limits=Free())
    posts.comment(store, "g2", mine, "No", AT, limits=Free())
    with store.writing() as connection:
        connection.execute(delete(USERS).where(USERS.c.id == "g1"))

    seen = see(store, "g2", theirs)
    assert (seen.comments, seen.likes.count) == (0, 0)
    with store.reading() as connection:
        assert [one.id for one in posts.posts_of(connection, "g2", "g2")] == [theirs]
        assert posts.posts_of(connection, "g2", "g1") == []


def test_a_review_outlives_its_title_and_can_still_be_edited(store):
    people(store, "g1")
    made = write(store, "g1")
    edited = posts.review(
        store, "g1", Review(title_id="dark", stars=1.0), AT, titles={}, limits=Free()
    )

    assert edited == made
    assert posts.named({}, see(store, "g1", made).title_id) == "a title that is no longer here"


def test_a_guest_who_becomes_an_account_keeps_one_review_of_a_title(store):
    people(store, "g1", "g2")
    write(store, "g1", stars=1.0)
    moved = write(store, "g1", "heat")
    kept = write(store, "g2", stars=5.0)
    with store.writing() as connection:
        merge(connection, "g1", "g2")

    with store.reading() as connection:
        assert posts.review_of(connection, "g2", "dark").id == kept
        mine = posts.posts_of(connection, "g2", "g2")
    assert {one.id for one in mine} == {moved, kept}


def test_nothing_stays_of_what_was_said_about_a_review_that_a_merge_dropped(store):
    people(store, "g1", "g2", "g3")
    dropped, kept = write(store, "g1"), write(store, "g2")
    for each in (dropped, kept):
        posts.like(store, "g3", each, AT, limits=Free())
        said = posts.comment(store, "g3", each, "Indeed.", AT, limits=Free())
        posts.comment(store, "g2", each, "No.", AT, limits=Free(), parent=said)
        posts.report(store, "g3", each, "spam", AT, limits=Free())
    with store.writing() as connection:
        merge(connection, "g1", "g2")
        posts.sweep(connection)

    with store.reading() as connection:
        for table, left in ((COMMENTS, 2), (LIKES, 1), (REPORTS, 1)):
            rows = connection.execute(select(table.c.object_id)).scalars().all()
            assert rows == [kept] * left, table.name
