"""A page of the journal: the events of one day of an arm, from numbers to columns of a log."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from core.events import CONTINUED, NAMES, TYPES
from core.files.columnar import Arrow
from core.simulation.draws import Floats, Ints

SURFACES = ("", "home", CONTINUED, "social", "market", "subscription")
HOME, CONTINUE, SOCIAL, MARKET, SUBSCRIPTION = range(1, len(SURFACES))

SCHEMA = pa.schema(
    [
        (name, {"at": pa.timestamp("us", tz="UTC"), "value": pa.float64()}.get(name, pa.string()))
        for name in NAMES
    ]
)


def words(texts: Sequence[str]) -> Any:
    """Return texts that numbers can be replaced with; -1 stands for none."""
    return pa.array([*texts, ""], pa.string())


def _said(texts: Any, numbers: Ints) -> Any:
    return texts.take(pa.array(numbers % len(texts)))


class Page:
    """Events of one day, added kind by kind."""

    def __init__(self) -> None:
        self._rows: list[tuple[np.ndarray, ...]] = []

    def add(
        self,
        kind: str,
        who: Ints,
        second: Floats | float,
        *,
        title: Ints | int = -1,
        value: Floats | float = np.nan,
        surface: Ints | int = 0,
        target: Ints | int = -1,
        session: bool = True,
    ) -> None:
        """Add an event of a kind for each member in ``who``.

        Args:
            kind: One of ``core.events.TYPES``.
            who: Numbers of the members, shape ``(events,)``; the others have it too, or are one.
            second: Seconds since midnight.
            title: Number of the title; -1 for none.
            value: Minutes or dollars; NaN for none.
            surface: Place in ``SURFACES``.
            target: Number of the member it was done to; -1 for none.
            session: Whether it belongs to the member's session of the day.
        """
        row = (who, second, list(TYPES).index(kind), title, value, surface, target, session)
        self._rows.append(tuple(np.broadcast_to(np.asarray(each), who.shape) for each in row))

    def table(
        self, members: Any, personas: Any, titles: Any, *, arm: str, midnight: int, first: int
    ) -> Arrow:
        """Return the events as a log, in order of time.

        Args:
            members: Ids of the members, from ``words``.
            personas: Their personas, from ``words``.
            titles: Ids of the titles, from ``words``.
            arm: The arm.
            midnight: When the day begins, seconds since 1970, UTC.
            first: Number of the day's first event in the arm.
        """
        columns = [np.concatenate(each) for each in zip(*self._rows, strict=True)]
        order = np.argsort(columns[1], kind="stable")
        who, second, kind, title, value, surface, target, session = (c[order] for c in columns)
        at = midnight * 1_000_000 + np.rint(second * 1e6).astype(np.int64)
        number = pa.array(np.arange(first, first + len(who))).cast(pa.string())
        member = _said(members, who)
        join, dash, nothing = compute.binary_join_element_wise, pa.scalar("-"), pa.scalar("")
        day = pa.scalar(f"{midnight // 86_400}")
        made = {
            "event_id": join(pa.scalar(arm[0]), number, dash),
            "at": pa.array(at, pa.timestamp("us", tz="UTC")),
            "member": member,
            "session": compute.if_else(pa.array(session), join(member, day, dash), nothing),
            "type": _said(words(tuple(TYPES)), kind),
            "title_id": _said(titles, title),
            "value": pa.array(value, from_pandas=True),
            "surface": _said(words(SURFACES), surface),
            "arm": pa.repeat(pa.scalar(arm), len(who)),
            "persona": _said(personas, who),
            "target": _said(members, target),
        }
        return pa.table(made, schema=SCHEMA)
