"""The private release of viewings that somebody brought: drawn once, kept, and nothing else kept.

What is kept are released numbers: sheets with their noise in them, and not the key of the noise. So
the file answers every question as the release did, after a restart too, and whoever steals it
learns what everybody may know. A draw with another epsilon needs the viewings again, and costs
again: ``Meter`` counts for all files together, because two of them may be about the same people.

A file has people in few districts, and which they are is private too. Only those are kept whose
released number of people, all days together, is more than noise makes of nobody in one of
``1 / FORGOTTEN`` districts; all others, peopled or not, answer from here on as if nobody were
there. So that one person was in a district is told with a chance of about ``FORGOTTEN``, beyond
epsilon: the release is (epsilon, ``FORGOTTEN``)-private for a member and day (Korolova, Kenthapadi,
Mishra & Ntoulas, "Releasing search queries and clicks privately", WWW 2009, do so with queries).
Which days a file covers is taken for public.
"""

import dataclasses
import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import NearbyError
from core.nearby.brought import Brought
from core.nearby.cells import Ids, district_cells, middle
from core.nearby.earth import Array
from core.nearby.privacy.bounding import DAY_S, Bounded
from core.nearby.privacy.file import read, write
from core.nearby.privacy.meter import MONTH, Drawing, Meter
from core.nearby.privacy.noise import ceiling, draw, key_of
from core.nearby.privacy.sheet import DISTRICT, Sheet, Sizes
from core.nearby.release import Release
from core.nearby.spot import Nearby, Privacy

CAP = MONTH / 30
"""Epsilon that a day of brought viewings may cost in all: who watches on all 30 days of a month
then spends no more than ``MONTH``."""

FORGOTTEN = 1e-9
"""Chance that a district where nobody watches is kept: far below one in as many as there are people
(Dwork & Roth 2014, section 2.3)."""

MOST_DISTRICTS = 50
"""Districts that are kept, the fullest ones, 51 km wide each (assumption, 20 to 200)."""

FOLDER, METER, ENDING = "brought", "brought.sqlite", ".release"
"""Where releases are kept in the server's data folder, beside what they cost; how they end."""

Districts = dict[int, list[Sheet]]
"""Sheets of each district, one a day."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """A release that is kept.

    Args:
        nearby: It, ready to be asked.
        label: What the file was called that it was drawn of.
        privacy: How it was drawn.
        drawn_at: When.
        start: Where most is watched, as the release tells; nowhere where it can tell nothing.
    """

    nearby: Nearby
    label: str
    privacy: Privacy
    drawn_at: datetime
    start: tuple[float, float] | None

    @property
    def name(self) -> str:
        """Return what tells this release from any other."""
        return self.nearby.drawing.name

    @property
    def last_day(self) -> date:
        """Return the last day that it tells of."""
        return date(1970, 1, 1) + timedelta(days=self.nearby.drawing.days[-1])


def keep(
    brought: Brought,
    titles: pd.DataFrame,
    *,
    secret: bytes,
    privacy: Privacy,
    folder: Path,
    at: datetime,
) -> str:
    """Draw the release of what was brought, pay for it, and keep it; return its name.

    The same viewings drawn again in the same way are the same release, and cost nothing more.

    Args:
        brought: As ``brought.read`` returns.
        titles: The catalogue it was read with.
        secret: What the noise is drawn from.
        privacy: How.
        folder: The server's data folder.
        at: The present.

    Raises:
        NearbyError: If a day would cost more than ``CAP``; nothing is kept then.
    """
    drawn = Nearby.of(brought.crowd, len(titles), secret=secret, privacy=privacy)
    drawing = dataclasses.replace(drawn.drawing, days=tuple(brought.days))
    meter(folder).spend(drawing)
    path = folder / FOLDER / f"{drawing.name}{ENDING}"
    if path.exists():
        return drawing.name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    sheets = _sheets(drawn.release, brought.days)
    about = {
        "label": brought.name,
        "drawn_at": at.isoformat(),
        "catalogue": _digest(titles),
        "days": [brought.days.start, brought.days.stop],
        "draw": drawing.draw,
        "privacy": dict(privacy.write()),
        "start": _start(drawn.release, sheets, brought.days),
    }
    write(path, about, _packed(sheets))
    return drawing.name


def load(path: Path, titles: pd.DataFrame) -> Kept:
    """Return a release as it was kept.

    Raises:
        NearbyError: If there is no such file, it is damaged, or of another catalogue.
    """
    about, arrays = read(path)
    if about["catalogue"] != _digest(titles):
        raise NearbyError(
            f"{about['label']} was counted in another catalogue; bring the file again."
        )
    privacy = Privacy(**about["privacy"])
    sizes = Sizes(privacy.epsilon, privacy.m, len(titles))
    first, end = about["days"]
    sheets = _unpacked(arrays, end - first, sizes.titles)
    chart, name = _chart(sheets, sizes), path.name.removesuffix(ENDING)
    release = Release(
        _NOBODY,
        sizes,
        key_of(name.encode()),
        chart,
        {
            (first + back, district): sheet
            for district, days in sheets.items()
            for back, sheet in enumerate(days)
        },
    )
    drawing = Drawing(
        name=name, draw=about["draw"], days=tuple(range(first, end)), epsilon=privacy.epsilon
    )
    return Kept(
        nearby=Nearby(release=release, chart=chart, now=end * DAY_S, drawing=drawing),
        label=about["label"],
        privacy=privacy,
        drawn_at=datetime.fromisoformat(about["drawn_at"]),
        start=None if about["start"] is None else (about["start"][0], about["start"][1]),
    )


def kept(folder: Path) -> list[Path]:
    """Return the releases that a server keeps, in the order of their names."""
    found = (folder / FOLDER).glob(f"*{ENDING}")
    return sorted(each for each in found if not each.name.startswith("."))


def remove(folder: Path, name: str) -> None:
    """Forget a release. What it cost stays spent."""
    for path in kept(folder):
        if path.name == f"{name}{ENDING}":
            path.unlink(missing_ok=True)


def meter(folder: Path) -> Meter:
    """Return what all draws of brought viewings have cost on a server, whichever file they were of.

    A person may be in two files, and a file with one row changed is another file.
    """
    return Meter(folder / METER, cap=CAP)


_NONE = np.zeros(0, dtype=np.int64)
_NOBODY = Bounded(*(_NONE for _ in Bounded.__slots__))


def _digest(titles: pd.DataFrame) -> str:
    text = "\n".join(titles["title_id"].astype(str))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _sheets(release: Release, days: range) -> Districts:
    """Return the sheets that are kept, the fullest district first."""
    held, scale = release.held, release.sizes.people_scale
    districts, row = np.unique(held.district, return_inverse=True)
    people = np.zeros((len(districts), len(days)), dtype=np.int64)
    np.add.at(people, (row, held.day - days.start), 1)
    noise = [
        [int(draw(release.key, (DISTRICT, day, int(each)), 1, scale)[0]) for day in days]
        for each in districts
    ]
    told = (people + np.array(noise)).sum(axis=1)
    fullest = np.argsort(-told, kind="stable")[:MOST_DISTRICTS]
    least = ceiling(np.ones(len(days)), scale, FORGOTTEN)
    return {
        int(districts[each]): [release.sheet(day, int(districts[each])) for day in days]
        for each in fullest
        if told[each] > least
    }


def _start(release: Release, sheets: Districts, days: range) -> list[float] | None:
    """Return the middle of the cell where the release is sure of most, else seems to have most."""
    best, where = 0.0, None
    window = days.start * DAY_S, days.stop * DAY_S - 1
    for district in sheets:
        cells, _ = district_cells(district)
        sure = np.nan_to_num(release.squares(cells, *window))
        if sure.max() > best:
            best, where = float(sure.max()), int(cells[sure.argmax()])
    if where is None and sheets:
        district, drawn = next(iter(sheets.items()))
        spread = np.sum([each.spread for each in drawn], axis=0)
        where = int(district_cells(district)[0][spread.argmax()])
    return None if where is None else [float(degrees) for degrees in middle(where)]


def _chart(sheets: Districts, sizes: Sizes) -> Array:
    """Return how popular titles are where the release goes, from its own numbers."""
    tail = np.exp(-1 / sizes.titles_scale)
    pooled, noise = np.zeros(sizes.titles), 1e-9
    for drawn in sheets.values():
        for each in drawn:
            pooled += each.counts.sum(axis=0)
            noise += len(each.counts) * 2 * tail / (1 - tail) ** 2
    pooled = np.maximum(pooled, 0.0)
    likely = pooled**3 / (pooled**2 + noise) + 0.5
    return np.asarray(likely / likely.sum())


def _packed(sheets: Districts) -> dict[str, npt.NDArray[Any]]:
    every = [each for drawn in sheets.values() for each in drawn]

    def joined(name: str, kind: type) -> npt.NDArray[Any]:
        return np.concatenate([_NONE, *(getattr(each, name).ravel() for each in every)], dtype=kind)

    return {
        "districts": np.array(list(sheets), dtype=np.int64),
        "zones": np.array([len(each.people) for each in every], dtype=np.int64),
        "zone": joined("zone", np.int32),
        "spread": joined("spread", np.float64),
        "people": joined("people", np.float64),
        "counts": joined("counts", np.int32),
        "hours": joined("hours", np.int64),
    }


def _unpacked(arrays: dict[str, npt.NDArray[Any]], days: int, titles: int) -> Districts:
    names = [int(each) for each in arrays["districts"]]
    zones = arrays["zones"].reshape(len(names), days)
    counts = arrays["counts"].reshape(-1, titles).astype(np.int64)
    hours = arrays["hours"].reshape(*zones.shape, 24)
    found: Districts = {}
    at = zone_at = 0
    for district, sizes, begun in zip(names, zones, hours, strict=True):
        cells: Ids = district_cells(district)[0]
        found[district] = []
        for size, each in zip(sizes, begun, strict=True):
            square, own = slice(at, at + len(cells)), slice(zone_at, zone_at + int(size))
            at, zone_at = square.stop, own.stop
            found[district].append(
                Sheet(
                    cells=cells,
                    zone=arrays["zone"][square].astype(np.int64),
                    spread=arrays["spread"][square],
                    people=arrays["people"][own],
                    counts=counts[own],
                    hours=each,
                )
            )
    return found
