"""Write a world: all of it, or nothing."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from core.catalogue import read_series, read_titles
from core.errors import DataError
from core.files.contracts import read
from core.sampling.liking import ratings
from core.sampling.people import BLOCK, blocks, follows, people, sociable
from core.sampling.shop import Shop, shop
from core.sampling.viewings import viewings
from core.world import FILES, PLACES, SAMPLE

SHIPPED_SEED = 7
SHIPPED_MEMBERS = 2_000

CSV_MEMBERS = 20_000
"""Up to so many members a world is written as CSV, above as Parquet, a file a block."""

CATALOGUE = ("titles.csv", "neighbourhoods.csv", "series/*.csv")
"""What is copied from the source."""

MADE = ("members", "viewings", "ratings", "follows")
"""What is made."""


def write(
    seed: int,
    members: int,
    folder: Path,
    *,
    source: Path = SAMPLE,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write a whole world: members, what they did, and the catalogue and places of ``source``.

    A world of another size that is there already is replaced once the new one is complete;
    until then, or if it is stopped, nothing changes.

    Args:
        seed: Same seed, same bytes (of CSV files; Parquet depends on its library's version).
        members: How many, from 100 to 5,000,000.
        folder: Where to write; made if missing.
        source: Folder with ``titles.csv``, ``neighbourhoods.csv`` and ``series``.
        progress: Called with the share done.

    Raises:
        DataError: If the number of members is out of range or a source breaks its contract.
    """
    if not 100 <= members <= 5_000_000:
        raise DataError(f"members must be 100 to 5,000,000, not {members:,}.")
    titles = read_titles(source / "titles.csv")
    places = read(source / "neighbourhoods.csv", PLACES)
    stock = shop(seed, titles, read_series(source / "series", titles))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
        made = Path(unfinished)
        for number, frames in enumerate(_drawn(seed, members, stock, places)):
            for stem, frame in frames.items():
                _save(made, stem, frame, number, members)
            if progress:
                progress(min((number + 1) * BLOCK / members, 1.0))
        _replace(made, folder)
    if folder.resolve() != source.resolve():
        _copy(source, folder)


def _drawn(
    seed: int, members: int, stock: Shop, places: pd.DataFrame
) -> Iterator[dict[str, pd.DataFrame]]:
    famous = sociable(seed, members)
    for number, first, count in blocks(members):
        who, taste = people(seed, number, first, count, places)
        pairs = follows(seed, number, who, famous)
        seen = viewings(seed, number, who, taste, stock, places, pairs)
        yield {
            "members": who,
            "viewings": seen,
            "ratings": ratings(seed, number, seen, first + 1, taste, stock),
            "follows": pairs,
        }


def _save(folder: Path, stem: str, frame: pd.DataFrame, block: int, members: int) -> None:
    frame = frame[[column.name for column in FILES[stem]]]
    if members > CSV_MEMBERS:
        (folder / stem).mkdir(exist_ok=True)
        frame.to_parquet(folder / stem / f"part-{block:05}.parquet", index=False)
        return
    for column in FILES[stem]:
        if column.kind == "flag":
            frame = frame.assign(**{column.name: np.where(frame[column.name], "true", "false")})
        elif column.kind == "time":
            frame = frame.assign(
                **{column.name: frame[column.name].dt.strftime("%Y-%m-%dT%H:%M:%SZ")}
            )
    text = frame.to_csv(index=False, header=block == 0, lineterminator="\n")
    with (folder / f"{stem}.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(text)


def _replace(made: Path, folder: Path) -> None:
    for stem in MADE:
        (folder / f"{stem}.csv").unlink(missing_ok=True)
        for part in (folder / stem).glob("part-*.parquet"):
            part.unlink()
        if (folder / stem).is_dir() and not any((folder / stem).iterdir()):
            (folder / stem).rmdir()
    for path in sorted(made.rglob("*.*")):
        target = folder / path.relative_to(made)
        target.parent.mkdir(exist_ok=True)
        path.rename(target)


def _copy(source: Path, folder: Path) -> None:
    for old in (folder / "series").glob("*.csv"):
        old.unlink()
    (folder / "series").mkdir(exist_ok=True)
    for pattern in CATALOGUE:
        for path in source.glob(pattern):
            shutil.copyfile(path, folder / path.relative_to(source))
