"""What others do with a story: see it, react, vote, comment, report, and watch from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Table, delete, insert, select

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.users import User
from core.social import moderation, progress, remarks, talk
from core.social.limits import Limits
from core.social.progress import Point
from core.social.relations import check_joined
from core.social.stories.reading import story
from core.social.stories.story import REACTIONS as KNOWN
from core.social.stories.story import Story
from core.social.stories.tables import OPTIONS, REACTIONS, SEEN, STORIES, VOTES
from core.store.store import Store


def see(store: Store, user_id: str, story_id: str, at: datetime) -> bool:
    """Note that a user has seen a story; return whether it was the first time.

    Only who looks with their own eyes calls this: never for whom somebody views as. One's own
    story is never noted.

    Raises:
        SocialError: If there is no such story for the user, or the user may not write.
    """
    with acting(store, user_id) as (connection, who):
        found = story(connection, who.id, story_id, at)
        if found.seen:
            return False
        row = {"story_id": story_id, "user_id": who.id, "at": at}
        connection.execute(insert(SEEN), row)
        return True


def react(
    store: Store, user_id: str, story_id: str, reaction: str, at: datetime, *, limits: Limits
) -> None:
    """Give a story a reaction: one each, so that another takes its place.

    Args:
        store: Where.
        user_id: Who reacts.
        story_id: To what.
        reaction: One of ``REACTIONS``; empty takes the reaction back.
        at: When.
        limits: What everybody did lately.

    Raises:
        SocialError: If there is no such reaction, or no such story that the user may react to.
    """
    if reaction and reaction not in KNOWN:
        raise SocialError(f"A reaction is one of {', '.join(KNOWN)}, not {reaction!r}.")
    with _met(store, user_id, story_id, at) as (connection, who, found):
        _other_s(found, "react to it")
        limits.spend(who.id, "reaction", at)
        _take_back(connection, REACTIONS, story_id, who.id)
        if reaction:
            row = {"story_id": story_id, "user_id": who.id, "reaction": reaction, "at": at}
            connection.execute(insert(REACTIONS), row)


def vote(
    store: Store, user_id: str, story_id: str, place: int, at: datetime, *, limits: Limits
) -> None:
    """Choose an answer of a story's poll: one each, changeable until the story's 24 hours end.

    Args:
        store: Where.
        user_id: Who votes.
        story_id: Whose poll.
        place: Which answer, from 0.
        at: When.
        limits: What everybody did lately.

    Raises:
        SocialError: If there is no such poll for the user, no such answer, or voting is over.
    """
    with _met(store, user_id, story_id, at) as (connection, who, found):
        if found.poll is None:
            raise SocialError("This story has no poll.")
        _other_s(found, "vote")
        if not found.poll.open:
            raise SocialError("Voting ended with the story's 24 hours.")
        if not 0 <= place < len(found.poll.options):
            raise SocialError(
                f"The poll has answers 0 to {len(found.poll.options) - 1}, not {place}."
            )
        limits.spend(who.id, "reaction", at)
        _take_back(connection, VOTES, story_id, who.id)
        row = {"story_id": story_id, "user_id": who.id, "place": place, "at": at}
        connection.execute(insert(VOTES), row)


def comment(
    store: Store,
    user_id: str,
    story_id: str,
    text: str,
    at: datetime,
    parent: str | None = None,
    *,
    limits: Limits,
    spoiler: Point | None = None,
) -> str:
    """Comment on a story, or answer a comment on it; return the comment's id.

    Args:
        store: Where.
        user_id: Who comments.
        story_id: On what.
        text: The words.
        at: When.
        parent: Id of the comment that this answers.
        limits: What everybody did lately.
        spoiler: What the comment gives away; ``None`` for nothing.

    Raises:
        SocialError: If there is no such story or comment for the user, or the text cannot be kept.
    """
    with _met(store, user_id, story_id, at) as (connection, who, _):
        limits.spend(who.id, "comment", at)
        return talk.comment(connection, who, _ref(story_id), text, at, parent, spoiler)


def comments(
    connection: Connection, reader: str, story_id: str, at: datetime
) -> list[talk.Comment]:
    """Return the comments on a story, as ``comments_on``.

    Raises:
        SocialError: If there is no such story for the reader.
    """
    return comments_on(connection, reader, story(connection, reader, story_id, at))


def comments_on(connection: Connection, reader: str, found: Story) -> list[talk.Comment]:
    """Return the comments on a story, as the reader may see them: none while it is masked.

    A comment that gives something away is masked until the reader has come there in the title, or
    chose to see it.

    Args:
        connection: Of the store.
        reader: Whose eyes.
        found: The story as this reader meets it: ``story`` decides that they may.
    """
    if found.masked:
        return []
    come = progress.reached(connection, reader, found.title_id)
    return talk.comments(connection, reader, _ref(found.id), come)


def edit_comment(
    store: Store, user_id: str, comment_id: str, words: str, at: datetime, *, limits: Limits
) -> None:
    """Change the words of one's own comment on a story that one can still read.

    Raises:
        SocialError: If the user has no such comment, or the words cannot be kept.
    """
    with acting(store, user_id) as (connection, who):
        story(connection, who.id, remarks.commented(connection, who, comment_id), at)
        limits.spend(who.id, "comment", at)
        talk.edit_comment(connection, who, comment_id, words, at)


def delete_comment(store: Store, user_id: str, comment_id: str) -> None:
    """Delete one's own comment, on a story that is over too.

    Raises:
        SocialError: If the user has no such comment.
    """
    with acting(store, user_id) as (connection, who):
        talk.delete_comment(connection, who, comment_id)


def reveal_comment(
    store: Store, user_id: str, story_id: str, comment_id: str, at: datetime
) -> None:
    """Show a user a comment although it gives something away: from now on it is not masked.

    Raises:
        SocialError: If there is no such story or comment for the user.
    """
    with acting(store, user_id) as (connection, who):
        _readable(story(connection, who.id, story_id, at))
        remarks.reveal_comment(connection, who, _ref(story_id), comment_id, at)


def report(
    store: Store,
    user_id: str,
    story_id: str,
    why: moderation.Why,
    at: datetime,
    words: str = "",
    *,
    comment_id: str | None = None,
) -> None:
    """Report a story, or a comment on it, to the presenter.

    Raises:
        SocialError: If there is no such story or comment for the user, or it was reported or made
            by them.
    """
    with acting(store, user_id) as (connection, who):
        found, ref = story(connection, who.id, story_id, at), _ref(story_id)
        if comment_id is not None:
            _readable(found)
            remarks.report_comment(connection, who, ref, comment_id, why, at, words=words)
            return
        quoted = _quoted(connection, story_id)
        moderation.report(
            connection, who, ref, why, at, author=found.author, quoted=quoted, words=words
        )


def watch(store: Store, user_id: str, story_id: str, at: datetime) -> tuple[str, Point]:
    """Watch from a story's moment; return the title and the point, now the user's progress.

    Raises:
        SocialError: If there is no such story for the user.
    """
    with store.reading() as connection:
        found = story(connection, user_id, story_id, at)
    progress.note(store, user_id, found.title_id, found.point, at)
    return found.title_id, found.point


@contextmanager
def _met(
    store: Store, user_id: str, story_id: str, at: datetime
) -> Iterator[tuple[Connection, User, Story]]:
    """Yield a transaction of a user who joined, about a story that the user can read."""
    with acting(store, user_id) as (connection, who):
        check_joined(connection, who.id)
        found = story(connection, who.id, story_id, at)
        _readable(found)
        yield connection, who, found


def _readable(found: Story) -> None:
    if found.masked:
        raise SocialError(f"This is masked for you until {found.spoiler}.")


def _other_s(found: Story, what: str) -> None:
    if found.mine:
        raise SocialError(f"This story is yours; others {what}.")


def _take_back(connection: Connection, table: Table, story_id: str, user_id: str) -> None:
    """Take back what a user said to a story, so that something else may take its place."""
    connection.execute(
        delete(table).where(table.c.story_id == story_id, table.c.user_id == user_id)
    )


def _quoted(connection: Connection, story_id: str) -> str:
    """Return all that a story says, masked or not: what a presenter has to judge."""
    said = select(STORIES.c.text, STORIES.c.question).where(STORIES.c.id == story_id)
    answers = select(OPTIONS.c.text).where(OPTIONS.c.story_id == story_id)
    words = (*connection.execute(said).one(), *connection.execute(answers).scalars())
    return "\n".join(filter(None, words))


def _ref(story_id: str) -> talk.Ref:
    return talk.Ref("story", story_id)
