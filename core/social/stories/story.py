"""What a story is: before it is posted, and as a reader meets it."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from core.social.progress import Point

LIVES = timedelta(hours=24)
"""How long a story is there, unless its author keeps it: the habit people have."""

LONGEST = 280
"""Signs of a line or of own words (assumption, 140 to 500: it must fit a picture)."""

QUESTION, ANSWER = 120, 60
"""Signs of a poll's question, and of an answer."""

ANSWERS = (2, 4)
"""Answers of a poll, fewest and most."""

REACTIONS: Mapping[str, tuple[str, str]] = {
    "love": ("❤️", "Love"),
    "funny": ("😂", "Funny"),
    "gasp": ("😮", "Gasp"),
    "tears": ("😢", "Tears"),
    "bravo": ("⭐", "Bravo"),
    "thrill": ("🔥", "Thrill"),
}
"""What one may say to a story without words: sign and name, by slug."""

Kind = Literal["line", "words"]
Crop = Literal["whole", "near", "tall"]
Audience = Literal["public", "followers", "close"]
KINDS: tuple[Kind, ...] = ("line", "words")
CROPS: tuple[Crop, ...] = ("whole", "near", "tall")
AUDIENCES: tuple[Audience, ...] = ("public", "followers", "close")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a story looks: the drawn poster of its title, in colours and from a distance.

    Args:
        colours: Slug of the genre whose colours it takes; empty for the title's own.
        crop: The whole drawing, near its middle, or its upper part.
    """

    colours: str = ""
    crop: Crop = "whole"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StoryDraft:
    """A story before it is posted.

    Args:
        title_id: What is being watched.
        point: The moment: season, episode and minute.
        kind: A line of the dialogue, or own words.
        text: At most ``LONGEST`` signs; may be empty if there is a poll.
        look: How it looks.
        audience: Who may see it.
        spoiler: Where a reader must have come to, to read it; ``None`` for everybody.
        question: Of a poll; empty for none.
        options: Answers of the poll, two to four.
    """

    title_id: str
    point: Point
    kind: Kind = "words"
    text: str = ""
    look: Look = Look()
    audience: Audience = "followers"
    spoiler: Point | None = None
    question: str = ""
    options: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A story's poll, as a reader meets it.

    Args:
        question: What it asks.
        options: Its answers.
        vote: The reader's answer, counted from 0; ``None`` before voting.
        votes: Votes of each answer; ``None`` for who may not know them yet.
        open: Whether one may still vote.
    """

    question: str
    options: tuple[str, ...]
    vote: int | None
    votes: tuple[int, ...] | None
    open: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story, as a reader meets it.

    Args:
        id: Opaque.
        author: Id of the user who posted it.
        title_id: What is being watched.
        point: The moment.
        kind: A line or own words.
        text: Empty if masked.
        look: How it looks.
        audience: Who may see it.
        spoiler: Where one must have come to, to read it.
        masked: Whether the reader has not come there: then it holds neither text nor poll.
        at: When it was posted.
        live: Whether its 24 hours are not over.
        kept: Whether it is a highlight.
        mine: Whether the reader is its author.
        seen: Whether the reader has seen it.
        reactions: How many gave each reaction, by slug, of those the reader may meet.
        reaction: The reader's own; empty for none.
        poll: Its poll; ``None`` if it has none or is masked.
    """

    id: str
    author: str
    title_id: str
    point: Point
    kind: Kind
    text: str
    look: Look
    audience: Audience
    spoiler: Point | None
    masked: bool
    at: datetime
    live: bool
    kept: bool
    mine: bool
    seen: bool
    reactions: Mapping[str, int]
    reaction: str
    poll: Poll | None

    @property
    def ends(self) -> datetime:
        """When its 24 hours are over: from then on it is gone."""
        return self.at + LIVES


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Somebody in the ring.

    Args:
        author: Id of the user.
        stories: Ids of their live stories, the oldest first.
        start: Where to begin: the first one unseen, else the first.
        unseen: How many of them the reader has not seen.
        latest: When the newest was posted.
        mine: Whether the reader is the author.
        followed: Whether the reader follows the author.
        close: Whether one of the stories is for close friends.
    """

    author: str
    stories: tuple[str, ...]
    start: str
    unseen: int
    latest: datetime
    mine: bool
    followed: bool
    close: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Somebody who saw a story, as its author learns it.

    Args:
        user_id: Who.
        at: When first; ``None`` if they only reacted.
        reaction: Slug of the reaction, empty for none.
    """

    user_id: str
    at: datetime | None
    reaction: str
