"""A log in numbers: what texts stand for is counted faster, and in less memory, than the texts."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute

from core.events import CONTINUED
from core.files.columnar import Arrow, engine

PARTS = 1 << 10
"""Parts of a minute that every event is rounded to, so that sums are exact in any order."""

REPEATS = """
WITH seen AS (SELECT *, hash(member, event_id) AS code FROM log WHERE event_id <> '')
SELECT row FROM (
    SELECT row, row_number() OVER (PARTITION BY member, event_id ORDER BY us, row) AS place
    FROM seen WHERE code IN (SELECT code FROM seen GROUP BY code HAVING count(*) > 1)
) WHERE place > 1
"""
"""Rows of events whose id a member had before."""


@dataclasses.dataclass(frozen=True, slots=True)
class Coded:
    """The events of today's service, in numbers.

    Args:
        table: ``us`` since 1970, ``type``, ``member``, ``session``, ``title``, ``persona`` and
            ``target`` as numbers (-1 for none), ``parts`` of the value, and whether something
            begun earlier is ``continued``.
        members: Names by number, ascending.
        personas: Names by number, ascending.
        treated: Whether events of a treatment arm were left out.
    """

    table: Arrow
    members: npt.NDArray[np.object_]
    personas: npt.NDArray[np.object_]
    treated: bool


def coded(events: pd.DataFrame) -> Coded:
    """Return a log in numbers: of a test its control arm, and repeated events once.

    Args:
        events: Columns of ``core.events.EVENTS``.
    """
    treatment = compute.fill_null(compute.equal(_texts(events["arm"]), "treatment"), False)
    keep = ~np.asarray(treatment)
    treated = not keep.all()
    if treated:
        events = events[keep]
    member, members = _codes(events["member"])
    persona, personas = _codes(events["persona"])
    value = events["value"].to_numpy(dtype=float, na_value=np.nan)
    names = {name: number for number, name in enumerate(members)}
    target, targets = _codes(events["target"])
    known = np.array([*(names.get(name, -1) for name in targets), -1])
    table = pa.table(
        {
            "us": events["at"].astype("datetime64[us, UTC]").astype("int64").to_numpy(),
            "type": _texts(events["type"]).dictionary_encode(),
            "member": member,
            "session": _codes(events["session"], ordered=False)[0],
            "title": _codes(events["title_id"], ordered=False)[0],
            "persona": persona,
            "target": known[target],
            "parts": np.floor(np.nan_to_num(value) * PARTS + 0.5).astype(np.int64),
            "continued": compute.equal(_texts(events["surface"]), CONTINUED),
        }
    )
    repeated = _repeated(table, _texts(events["event_id"]))
    if len(repeated):
        once = np.ones(len(table), dtype=bool)
        once[repeated] = False
        table = table.filter(pa.array(once))
    return Coded(table, members, personas, treated)


def _texts(column: pd.Series) -> Arrow:
    found = pa.array(column, from_pandas=True)
    if isinstance(found, pa.Array):
        found = pa.chunked_array([found])
    return found.cast(pa.large_string()).fill_null("")


def _codes(
    column: pd.Series, *, ordered: bool = True
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.object_]]:
    """Return the number of each text, -1 for none, and the texts by number."""
    encoded = _texts(column).dictionary_encode().unify_dictionaries()
    if not len(encoded):
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=object)
    names = encoded.chunk(0).dictionary.to_numpy(zero_copy_only=False).astype(object)
    order = np.argsort(names) if ordered else np.argsort(names != "", kind="stable")
    rank = np.empty(len(names), dtype=np.int32)
    rank[order] = np.arange(len(names), dtype=np.int32)
    codes = rank[np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])]
    names = names[order]
    if len(names) and names[0] == "":
        return codes - 1, names[1:]
    return codes, names


def _repeated(table: Arrow, ids: Arrow) -> npt.NDArray[np.int64]:
    if compute.all(compute.equal(ids, "")).as_py():
        return np.empty(0, dtype=np.int64)
    with engine() as database:
        log = table.select(["us", "member"]).append_column("event_id", ids)
        database.register("log", log.append_column("row", pa.array(np.arange(len(log)))))
        return np.asarray(database.sql(REPEATS).fetchnumpy()["row"], dtype=np.int64)
