"""Every way to read what people say, walked with every relation between reader and author."""

import pytest

from core.errors import SocialError
from core.social import feed, posts, relations
from tests.core.social.people import AT, Free, later, people, tell, write

RELATIONS = {
    "strangers": lambda store: None,
    "reader blocks": lambda store: relations.block(store, "gr", "ga", AT),
    "author blocks": lambda store: relations.block(store, "ga", "gr", AT),
    "author leaves": lambda store: relations.leave(store, "ga", AT),
    "reader follows": lambda store: relations.follow(store, "gr", "ga", AT),
    "reader mutes": lambda store: relations.mute(store, "gr", "ga", AT),
    "author follows": lambda store: relations.follow(store, "ga", "gr", AT),
    "author's close friend": lambda store: relations.befriend(store, "ga", "gr", AT),
}
HIDING = {"reader blocks", "author blocks", "author leaves"}


def found_by(connection, reader, made, third):
    """Return, by read function, whether it gives a trace of the author ``ga`` to a reader."""

    def shown(post_id):
        return bool(posts.load(connection, reader, [post_id]))

    public, closed, told = made
    walk = {
        order: {
            one.id for one in feed.page(connection, reader, feed.Cursor(later(60)), 50, order).items
        }
        for order in ("new", "ranked")
    }
    about = posts.post(connection, reader, third)
    return {
        "post": shown(public),
        "followers' post": shown(closed),
        "experience": shown(told),
        "posts_of": len(posts.posts_of(connection, reader, "ga")) == 0,
        "reviews_of": public in {one.id for one in posts.reviews_of(connection, reader, "dark")},
        "stars": posts.stars(connection, reader, "dark").count > 0,
        "comments": any(one.author.id == "ga" for one in posts.comments(connection, reader, third)),
        "comment count": about.comments,
        "likes": about.likes.count,
        "joined": any(one.id == "ga" for one in about.joined),
        "new": bool({public, closed, told} & walk["new"]),
        "ranked": bool({public, closed, told} & walk["ranked"]),
    }


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_way_to_read_keeps_the_hidden_away_and_shows_the_rest(store, relation):
    people(store, "ga", "gr", "gt")
    public = write(store, "ga", text="Mine")
    closed = write(store, "ga", "heat", audience="followers")
    told = tell(store, "ga")
    third = tell(store, "gt", joined=["ga"])
    said = posts.comment(store, "ga", third, "Me too", AT, limits=Free())
    posts.comment(store, "gt", third, "You were there", AT, limits=Free(), parent=said)
    posts.like(store, "ga", third, AT, limits=Free())
    RELATIONS[relation](store)

    with store.reading() as connection:
        found = found_by(connection, "gr", (public, closed, told), third)

    follows, mutes, hidden = (
        relation == "reader follows",
        relation == "reader mutes",
        relation in HIDING,
    )
    assert found == {
        "post": not hidden,
        "followers' post": follows,
        "experience": not hidden,
        "posts_of": hidden,
        "reviews_of": not hidden,
        "stars": not hidden,
        "comments": not hidden,
        "comment count": 0 if hidden else 2,
        "likes": 0 if hidden else 1,
        "joined": not hidden,
        "new": follows,
        "ranked": not hidden and not mutes,
    }
    if hidden:
        for act in (
            lambda: posts.like(store, "gr", public, AT, limits=Free()),
            lambda: posts.comment(store, "gr", public, "Hm", AT, limits=Free()),
            lambda: posts.comment(store, "gr", third, "Hm", AT, limits=Free(), parent=said),
            lambda: posts.report(store, "gr", public, "spam", AT, limits=Free()),
            lambda: posts.reveal(store, "gr", public, AT),
        ):
            with pytest.raises(SocialError, match=r"There is no such (post|comment)"):
                act()
