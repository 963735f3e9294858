"""A person's own history, from whichever service wrote it."""

from collections.abc import Mapping
from datetime import datetime

from core.errors import DataError
from core.importers import netflix
from core.importers.dates import Order
from core.importers.sheets import Bad, decode, found, header
from core.importers.viewings import Personal as Personal


def read_personal(
    name: str,
    data: bytes,
    *,
    now: datetime,
    skip_bad: bool = False,
    columns: Mapping[str, str] | None = None,
    order: Order | None = None,
    profile: str | None = None,
) -> Personal:
    """Return what a file says somebody watched; its content tells which service wrote it.

    Args:
        name: What messages call the file.
        data: Its bytes.
        now: The present, with zone; later times are refused.
        skip_bad: Leave bad lines out and say so, instead of refusing the file.
        columns: Which column holds what, for a CSV file of any origin.
        order: Whether "day" or "month" comes first in dates; found out without it.
        profile: Whose rows to keep, in a file of several people; all without it.

    Raises:
        DataError: Naming file, line, column, what was found and what was expected.
    """
    bad = Bad(skip=skip_bad)
    text = decode(name, data)
    names, _, line = header(name, text)
    if set(netflix.SHORT) <= set(names):
        return netflix.read_short(name, text, now=now, bad=bad, order=order)
    raise DataError(
        f"{name}, line {line}: expected the columns of Netflix, found {found(','.join(names))}."
    )
