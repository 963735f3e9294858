"""A name for anything that can be talked about, liked and reported."""

import dataclasses
from typing import Literal

Kind = Literal["review", "experience", "story", "list", "comment"]


@dataclasses.dataclass(frozen=True, slots=True)
class Ref:
    """Names an object of any domain: its kind and its id."""

    kind: Kind
    id: str
