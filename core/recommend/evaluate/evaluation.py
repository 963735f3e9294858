"""An evaluation: ours and the baselines on one held-out part, as a table and as JSON."""

import dataclasses
import json
import math
import time
from collections.abc import Mapping, Sequence

from core.errors import DataError
from core.recommend.evaluate.bootstrap import DRAWS, Difference, Figure
from core.recommend.evaluate.choose import BASELINES, choose, validation
from core.recommend.evaluate.judge import Fit, Judged, Progress, Ruler
from core.recommend.evaluate.report import Panel, aligned, said
from core.recommend.evaluate.split import cut, shuffled
from core.recommend.history import Array, Interactions
from core.recommend.taste import fit_taste

OURS: Mapping[str, Fit] = {"taste": fit_taste}
"""What of ours is judged, by its name in the table."""

ACROSS = 3
"""Measures beside one another in the table."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What was evaluated on.

    Args:
        name: Where it comes from.
        members: Members.
        titles: Titles of the catalogue: all are ranked, but for what a member took before.
        interactions: Interactions.
        liked: Those that were liked.
        held: Those that were held out: the last fifth of each member's.
        judged: Members who liked something that was held out.
        shuffled: Whether each member's order was shuffled first.
    """

    name: str
    members: int
    titles: int
    interactions: int
    liked: int
    held: int
    judged: int
    shuffled: bool

    def __str__(self) -> str:
        order = (
            "Each member's order was shuffled first, so that order means nothing.\n"
            if self.shuffled
            else ""
        )
        return (
            f"{self.name}: {self.members:,} members, {self.titles:,} titles, "
            f"{self.interactions:,} interactions ({self.liked:,} liked).\n{order}"
            f"Held out: the last fifth of each member's interactions ({self.held:,}); judged are "
            f"the {self.judged:,} members who liked something there.\n"
            "Ranked: every title of the catalogue that the member had not taken before."
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """Models beside one another.

    Args:
        data: What was evaluated on.
        k: Places of a shelf.
        seed: Of every draw.
        draws: Bootstrap draws of members behind each interval.
        judged: Every model, ours first.
        ours: Names of ours.
        wall: Seconds of it all.
        cpu: Processor seconds of it all.
        panels: Further tables.
    """

    data: Data
    k: int
    seed: int
    draws: int
    judged: tuple[Judged, ...]
    ours: tuple[str, ...]
    wall: float
    cpu: float
    panels: tuple[Panel, ...] = ()

    def model(self, name: str) -> Judged:
        """Return how a model did.

        Raises:
            DataError: If it was not in the evaluation.
        """
        for each in self.judged:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.judged)
        raise DataError(f"Expected one of the models {known}, not {name!r}.")

    def differences(self) -> dict[tuple[str, str], dict[str, Difference]]:
        """Return each of ours less each baseline, on every measure, by the two names."""
        others = [each for each in self.judged if each.name not in self.ours]
        return {
            (name, other.name): self.model(name).less(other)
            for name in self.ours
            for other in others
        }

    def table(self) -> str:
        """Return it for a terminal: figures, differences, settings and seconds."""
        parts = [
            f"{self.data}\nIntervals are 95 %, from {self.draws:,} bootstrap draws of members, "
            f"seed {self.seed}.",
            *self._figures(),
            *(self._less(*names, found) for names, found in self.differences().items()),
            self._costs(),
            *map(str, self.panels),
            f"{self.wall:.1f} seconds, {self.cpu:.1f} of processors.",
        ]
        return "\n\n".join(parts)

    def beside(self, panel: Panel, *, wall: float, cpu: float) -> "Evaluation":
        """Return it with a further table, and the seconds that took."""
        panels = (*self.panels, panel)
        return dataclasses.replace(self, panels=panels, wall=self.wall + wall, cpu=self.cpu + cpu)

    def to_json(self) -> str:
        """Return it as JSON: the same figures, unrounded."""
        return json.dumps(
            {
                "data": dataclasses.asdict(self.data),
                "k": self.k,
                "seed": self.seed,
                "draws": self.draws,
                "models": [_model(each) for each in self.judged],
                "differences": [
                    {"model": model, "less": other, "measure": measure, **_numbers(found)}
                    for (model, other), by_measure in self.differences().items()
                    for measure, found in by_measure.items()
                ],
                **{
                    panel.name: {
                        "about": panel.about,
                        "rows": json.loads(
                            panel.frame.to_json(orient="records", double_precision=15)
                        ),
                    }
                    for panel in self.panels
                },
                "seconds": {"wall": self.wall, "cpu": self.cpu},
            },
            indent=1,
        )

    def _figures(self) -> list[str]:
        names = list(self.judged[0].figures)
        return [
            aligned(
                ["model", *part],
                [[each.name, *(said(each.figures[name]) for name in part)] for each in self.judged],
            )
            for part in (names[at : at + ACROSS] for at in range(0, len(names), ACROSS))
        ]

    def _less(self, ours: str, other: str, found: Mapping[str, Difference]) -> str:
        rows = [
            [
                name,
                said(Figure(each.value, each.low, each.high), sign="+"),
                f"{each.p:.3f}",
                "" if math.isnan(each.ratio) else f"{each.ratio:.2f} x",
            ]
            for name, each in found.items()
        ]
        return aligned([f"{ours} less {other}", "difference", "p", "ratio"], rows)

    def _costs(self) -> str:
        rows = [
            [
                each.name,
                f"{each.fit_cpu:.2f}",
                f"{each.score_cpu:.2f}",
                each.settings or "chosen by its own fit",
            ]
            for each in self.judged
        ]
        return aligned(["model", "fit CPU s", "ranking CPU s", "settings"], rows)


def evaluate(
    data: Interactions,
    *,
    name: str = "data",
    k: int = 10,
    seed: int = 7,
    genres: Array | None = None,
    baselines: Sequence[str] = tuple(BASELINES),
    ours: Mapping[str, Fit] = OURS,
    shuffle: bool = False,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> Evaluation:
    """Return ours and the baselines, judged on the last fifth of what each member took.

    Args:
        data: Who took what, when, and liked it or not.
        name: What to call the data.
        k: Places of a shelf, 1 to 100.
        seed: Of bootstrap, shuffle and whatever a model draws.
        genres: 0 and 1, shape ``(titles, genres)``; without it variety is not measured.
        baselines: Names out of ``BASELINES``; their settings are chosen on a validation cut.
        ours: Further models, by name; each chooses its own settings from the training part.
        shuffle: Shuffle each member's order first: a model must know when order means nothing.
        draws: Bootstrap draws.
        progress: Called with the share done.

    Raises:
        DataError: If ``k`` is out of range, a baseline is unknown, or the data cannot judge:
            no likes, stars that are all the same, too few members or titles.
    """
    if not 1 <= k <= 100:
        raise DataError(f"k must be 1 to 100, not {k}.")
    unknown = [each for each in baselines if each not in BASELINES]
    if unknown:
        raise DataError(f"Expected models out of {', '.join(BASELINES)}; found {unknown[0]!r}.")
    wall, busy = time.perf_counter(), time.process_time()
    tell = progress or (lambda share: None)
    parts = cut(shuffled(data, seed) if shuffle else data)
    ruler = Ruler(cut=parts, k=k, genres=genres, seed=seed, draws=draws)
    judged: list[Judged] = []
    steps = len(ours) + len(baselines)
    for title, fit in ours.items():
        judged.append(ruler.judge(title, fit))
        tell(len(judged) / steps)
    if baselines:
        judged += _baselines(ruler, baselines, lambda share: tell((len(ours) + share) / steps))
    return Evaluation(
        data=Data(
            name=name,
            members=len(data.members),
            titles=len(data.titles),
            interactions=len(data),
            liked=int(data.liked.sum()),
            held=parts.held,
            judged=len(parts.judged),
            shuffled=shuffle,
        ),
        k=k,
        seed=seed,
        draws=draws,
        judged=tuple(judged),
        ours=tuple(ours),
        wall=time.perf_counter() - wall,
        cpu=time.process_time() - busy,
    )


def _baselines(ruler: Ruler, names: Sequence[str], progress: Progress) -> list[Judged]:
    """Return how the baselines did, each with the settings a validation cut chose."""
    inner = validation(ruler.cut.train, ruler.seed)
    judged: list[Judged] = []
    for name in names:
        words, fit = choose(
            BASELINES[name], inner, ruler.k, lambda share: progress(len(judged) + share)
        )
        judged.append(ruler.judge(name, fit, settings=words))
    return judged


def _numbers(found: Difference) -> dict[str, float | None]:
    return {
        name: None if math.isnan(value) else value
        for name, value in dataclasses.asdict(found).items()
    }


def _model(each: Judged) -> dict[str, object]:
    return {
        "name": each.name,
        "settings": each.settings,
        "measures": {name: dataclasses.asdict(found) for name, found in each.figures.items()},
        "seconds": {
            "fit_wall": each.fit_wall,
            "fit_cpu": each.fit_cpu,
            "score_cpu": each.score_cpu,
        },
    }
