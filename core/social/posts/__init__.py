"""Reviews and experiences: what people write about titles and evenings.

Half stars and words, masked where they give away what a reader has not come to. A post of
somebody hidden from the reader, or not meant for them, is not there.
"""

from core.social.posts.answering import (
    comment,
    delete_comment,
    edit_comment,
    like,
    report,
    reveal,
    reveal_comment,
    unlike,
)
from core.social.posts.planting import seed
from core.social.posts.post import KINDS, NO_LONGER_HERE, Kind, Post, named, visible
from core.social.posts.posting import (
    AUDIENCES,
    LONGEST,
    Experience,
    Review,
    experience,
    review,
    step_out,
    sweep,
    withdraw,
)
from core.social.posts.reading import (
    Stars,
    comments,
    load,
    post,
    posts_of,
    review_of,
    reviews_of,
    stars,
)

__all__ = [
    "AUDIENCES",
    "KINDS",
    "LONGEST",
    "NO_LONGER_HERE",
    "Experience",
    "Kind",
    "Post",
    "Review",
    "Stars",
    "comment",
    "comments",
    "delete_comment",
    "edit_comment",
    "experience",
    "like",
    "load",
    "named",
    "post",
    "posts_of",
    "report",
    "reveal",
    "reveal_comment",
    "review",
    "review_of",
    "reviews_of",
    "seed",
    "stars",
    "step_out",
    "sweep",
    "unlike",
    "visible",
    "withdraw",
]
