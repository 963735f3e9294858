"""The page of stories, without a browser: joining, telling, answering, and what is not for one."""

from datetime import UTC, datetime, timedelta

import pytest

from core.identity.users import guest
from core.room import Room
from core.social import progress, relations, stories
from core.social.limits import Limits
from core.social.progress import Point
from ui import cache, room

ISLAND = "treasure-island-the-voyage-2026"
DRAFT = stories.StoryDraft(
    title_id=ISLAND, point=Point(1, 4, 12), text="Apples!", audience="public"
)


def now():
    return datetime.now(UTC)


@pytest.fixture
def teller(everybodys, request):
    """A guest who has joined Social and is not who opens the page."""
    store, who = cache.store(), f"g-teller-{abs(hash(request.node.name))}"
    guest(store, who, now())
    relations.join(store, who, now())
    return who


def told(teller, draft=DRAFT, hours_ago=0.0):
    at = now() - timedelta(hours=hours_ago)
    return stories.post(cache.store(), teller, draft, at, limits=Limits())


@pytest.fixture
def joined(open_page):
    """Open the page as a guest who has joined; a story may be open by its link."""

    def opened(**query):
        page = open_page("stories", **query)
        page.button(key="social_join").click().run()
        return page

    return opened


def said(page):
    return " ".join(each.value for each in (*page.caption, *page.markdown, *page.text, *page.info))


def logged(kind):
    events = Room(room.PATH).read()
    return events[events["type"] == kind]


def test_who_has_not_joined_is_asked_to_and_shown_nobody(open_page):
    page = open_page("stories")

    assert not page.exception
    assert page.button(key="social_join").label == "Join Social"
    assert "Around you" not in str(page)
    assert not [each for each in page.button if str(each.key).startswith("stories_")]


def test_a_story_is_told_shown_at_once_and_logged(joined):
    page = joined()
    page.selectbox(key="stories_draft_title_0").select(ISLAND).run()
    page.number_input(key=f"stories_draft_minute_{ISLAND}").set_value(33)
    page.text_area(key="stories_draft_text_0").input("*Land*, <b>land</b>!")

    page.button(key="stories_draft_post").click().run()

    assert not page.exception
    assert "Seen by 0" in said(page)
    assert logged("story")["title_id"].tolist() == [ISLAND]
    story_id = page.session_state["stories_open"]
    with cache.store().reading() as connection:
        author = logged("story")["member"].iloc[0]
        made = stories.story(connection, author, story_id, now())
    assert (made.text, made.point) == ("*Land*, <b>land</b>!", Point(1, 1, 33))
    assert made.audience == "followers"
    assert not page.text_area(key="stories_draft_text_1").value


def test_a_draft_that_breaks_a_rule_is_refused_in_words_and_stays(joined):
    page = joined()
    page.selectbox(key="stories_draft_title_0").select(ISLAND).run()
    page.text_area(key="stories_draft_text_0").input("see ![](http://x.example/p.png)")

    page.button(key="stories_draft_post").click().run()

    assert any("may not hold a picture" in each.value for each in page.error)
    assert page.text_area(key="stories_draft_text_0").value.startswith("see")


def test_a_linked_story_opens_and_is_seen_by_who_sits_there(joined, teller):
    story_id = told(teller)

    page = joined(story=story_id)

    assert not page.exception
    assert page.button(key=f"stories_watch_{story_id}")
    with cache.store().reading() as connection:
        assert len(stories.witnesses(connection, teller, story_id, now())) == 1


@pytest.mark.parametrize("which", ["over", "never", "followers"])
def test_a_link_to_what_is_not_there_or_not_for_one_says_one_sentence(joined, teller, which):
    story_id = {
        "over": lambda: told(teller, hours_ago=25),
        "never": lambda: "0123456789abcdef",
        "followers": lambda: told(
            teller, stories.StoryDraft(title_id=ISLAND, point=Point(1, 4, 12), text="Mine")
        ),
    }[which]()

    page = joined(story=story_id)

    assert not page.exception
    assert "There is no such story." in [each.value for each in page.info]
    assert not [each for each in page.button if each.key == f"stories_watch_{story_id}"]


def test_watching_from_a_story_keeps_how_far_and_is_logged(joined, teller):
    story_id = told(teller)
    page = joined(story=story_id)

    page.button(key=f"stories_watch_{story_id}").click().run()

    assert not page.exception
    seen = logged("played")
    assert seen["title_id"].tolist() == [ISLAND]
    with cache.store().reading() as connection:
        assert progress.reached(connection, seen["member"].iloc[0], ISLAND) == Point(1, 4, 12)


def test_a_comment_is_shown_as_text_and_logged(joined, teller):
    story_id = told(teller)
    page = joined(story=story_id)

    page.text_input(key=f"stories_say_{story_id}").input("**bold** <script>x</script>")
    page.button(key=f"stories_send_{story_id}").click().run()

    assert not page.exception
    assert "**bold** <script>x</script>" in [each.value for each in page.text]
    assert len(logged("comment")) == 1


def test_a_masked_story_shows_neither_words_nor_comments(joined, teller):
    story_id = told(
        teller,
        stories.StoryDraft(
            title_id=ISLAND,
            point=Point(1, 10, 20),
            text="A cave of zanzibar",
            audience="public",
            spoiler=Point(1, 10, 20),
            question="A cave?",
            options=("Aye", "Nay"),
        ),
    )
    stories.comment(
        cache.store(), teller, story_id, "Who would have zigzagged", now(), limits=Limits()
    )

    page = joined(story=story_id)

    assert not page.exception
    shown = str(page) + said(page)
    assert not [word for word in ("zanzibar", "Aye", "zigzag") if word in shown]
    page.button(key=f"stories_watch_{story_id}").click().run()
    assert "Who would have zigzagged" in said(page)


def test_who_looks_as_somebody_else_is_marked_nowhere_and_cannot_answer(joined, teller):
    story_id = told(teller)
    page = joined()
    page.selectbox(key="me_as").select(788).run()
    page.session_state["stories_open"] = story_id
    page.run()

    assert not page.exception
    assert "nothing is marked as seen" in said(page)
    assert not [each for each in page.button if str(each.key).startswith("stories_watch_")]
    with cache.store().reading() as connection:
        assert stories.witnesses(connection, teller, story_id, now()) == ()


def test_an_author_keeps_lets_go_and_deletes(joined):
    page = joined()
    page.selectbox(key="stories_draft_title_0").select(ISLAND).run()
    page.text_area(key="stories_draft_text_0").input("Mine")
    page.button(key="stories_draft_post").click().run()
    story_id = page.session_state["stories_open"]

    page.button(key=f"stories_keep_{story_id}").click().run()
    assert page.button(key=f"stories_keep_{story_id}").label == "Let it go"
    page.button(key=f"stories_delete_{story_id}").click().run()

    assert not page.exception
    assert page.session_state["stories_open"] == ""
    assert "Seen by" not in said(page)
