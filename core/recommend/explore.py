"""Which reason to trust: exploration that learns from what the room accepts and skips.

Each arm is a reason for showing a title: taste, mood, hour, place, surprise. How often its titles
are accepted is unknown; a Beta distribution says what is believed of it, and every turn a draw from
each is its chance to come first. So an arm that nobody knows is tried, and one that is skipped is
tried less.

Source:
    Thompson, "On the likelihood that one unknown probability exceeds another in view of the
    evidence of two samples", Biometrika 25:285, 1933; Chapelle & Li, "An empirical evaluation of
    Thompson sampling", NIPS 2011; its regret is logarithmic: Agrawal & Goyal, COLT 2012.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from core import seeds
from core.errors import RecommendError
from core.knobs import unknown_key
from core.recommend.history import Array, Ints
from core.room import on_surface
from core.tally import totals

TAKEN = ("liked", "played")
"""Types of events by which a title is taken, as ``core.tally`` counts."""

PRIOR = (1.0, 1.0)
"""Beta distribution believed of an arm that nobody knows: every share is as likely."""


@dataclasses.dataclass(frozen=True, slots=True)
class Arm:
    """A reason for showing titles.

    Args:
        slug: Its name in a surface, after the last stroke: ``taste`` in ``mood/taste``.
        label: Its name on screen.
    """

    slug: str
    label: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exploration:
    """What is believed of each arm.

    Args:
        arms: The arms.
        accepted: Titles of each that were taken, shape ``(arms,)``; zeros without it.
        skipped: Titles of each that were turned down, shape ``(arms,)``; zeros without it.
        prior: Beta distribution believed of an arm that nobody knows.

    Raises:
        RecommendError: If there is no arm, two have the same slug, or counts are not one an arm.
    """

    arms: tuple[Arm, ...]
    accepted: Ints = dataclasses.field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    skipped: Ints = dataclasses.field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    prior: tuple[float, float] = PRIOR

    def __post_init__(self) -> None:
        count = len(self.arms)
        if not count or len(set(self.slugs)) != count:
            raise RecommendError("Exploration needs at least 1 arm, each with a slug of its own.")
        for name in ("accepted", "skipped"):
            counts = getattr(self, name)
            counts = np.array(counts if len(counts) else np.zeros(count), dtype=np.int64)
            if counts.shape != (count,) or (counts < 0).any():
                raise RecommendError(
                    f"{name} must be {count} counts from 0, one an arm, not {counts.tolist()}."
                )
            counts.setflags(write=False)
            object.__setattr__(self, name, counts)
        if not min(self.prior) > 0:
            raise RecommendError(f"A prior's counts must be above 0, not {self.prior}.")

    @property
    def slugs(self) -> list[str]:
        """Return the arms' slugs in order."""
        return [arm.slug for arm in self.arms]

    @property
    def _beta(self) -> tuple[Array, Array]:
        a, b = self.prior
        return np.asarray(a + self.accepted, float), np.asarray(b + self.skipped, float)

    def draw(self, seed: int, turn: int) -> Array:
        """Return one draw from what is believed of each arm, shape ``(arms,)``.

        Args:
            seed: Of the demo.
            turn: Number of the shelf; the same turn always draws the same.
        """
        drawn: Array = seeds.stream(seed, "explore", turn).beta(*self._beta)
        return drawn

    def learn(self, arm: str, accepted: bool) -> "Exploration":
        """Return what is believed after one more title of an arm was taken or turned down.

        Raises:
            RecommendError: If there is no such arm; names the nearest.
        """
        if arm not in self.slugs:
            raise RecommendError(unknown_key(arm, self.slugs))
        one = np.array([slug == arm for slug in self.slugs], dtype=np.int64)
        name = "accepted" if accepted else "skipped"
        return dataclasses.replace(self, **{name: getattr(self, name) + one})

    def posterior(self) -> pd.DataFrame:
        """Return what is believed of each arm, a row each.

        Returns:
            ``arm`` (its label), ``mean`` share accepted, ``low`` and ``high`` of the 95 %
            equal-tailed interval, ``accepted`` and ``skipped`` titles.
        """
        a, b = self._beta
        return pd.DataFrame(
            {
                "arm": [arm.label for arm in self.arms],
                "mean": a / (a + b),
                "low": stats.beta.ppf(0.025, a, b),
                "high": stats.beta.ppf(0.975, a, b),
                "accepted": self.accepted,
                "skipped": self.skipped,
            }
        )

    def curves(self, points: int = 101) -> pd.DataFrame:
        """Return the density of what is believed of each arm: ``arm``, ``share``, ``density``.

        Args:
            points: Shares from 0 to 1 at which it is given, the middles of as many steps.

        Raises:
            RecommendError: If there is no point.
        """
        if points < 1:
            raise RecommendError(f"A curve needs at least 1 point, not {points}.")
        share = (np.arange(points) + 0.5) / points
        parts = [
            pd.DataFrame({"arm": arm.label, "share": share, "density": stats.beta.pdf(share, a, b)})
            for arm, a, b in zip(self.arms, *self._beta, strict=True)
        ]
        return pd.concat(parts, ignore_index=True)

    @classmethod
    def of(
        cls,
        events: pd.DataFrame,
        arms: Sequence[Arm] | None = None,
        *,
        surface: str = "",
        prior: tuple[float, float] = PRIOR,
    ) -> "Exploration":
        """Return what a room's log teaches, whatever the order of its rows.

        An arm's title is accepted as the take rate counts it (``core.tally``): once a session,
        if it is played or liked after it was shown. It is skipped if it is turned down after it
        was shown, and not accepted. What is only shown teaches nothing.

        Args:
            events: As ``core.room.Room.read`` returns.
            arms: The arms, others in the log are passed over; those in the log, without it.
            surface: Slug of the idea, before the stroke in ``mood/taste``; any, without it.
            prior: Believed of an arm that nobody knows.

        Raises:
            RecommendError: If no arms are given and the log has none.
        """
        shown = events[on_surface(events, surface) & events["surface"].str.contains("/")]
        shown = shown.assign(slug=shown["surface"].str.split("/").str[-1])
        if arms is None:
            arms = [Arm(slug, slug.capitalize()) for slug in sorted(shown["slug"].unique())]
        accepted, either = _counted(shown, events, [arm.slug for arm in arms])
        return cls(arms=tuple(arms), accepted=accepted, skipped=either - accepted, prior=prior)


def _counted(shown: pd.DataFrame, events: pd.DataFrame, slugs: list[str]) -> tuple[Ints, Ints]:
    """Return the titles of each arm that were accepted, and those accepted or skipped.

    One tally counts all of it: each member stands twice for every arm that was shown to them,
    once as they were and once as if whoever skips a title took it.
    """
    taking = pd.DataFrame(
        [("accepted", each) for each in TAKEN] + [("either", each) for each in (*TAKEN, "skipped")],
        columns=["count", "type"],
    )
    met = shown[["member", "slug"]].drop_duplicates()
    acts = events.merge(taking, on="type").merge(met, on="member").assign(type=TAKEN[0])
    log = pd.concat([*(shown.assign(count=name) for name in ("accepted", "either")), acts])
    if acts.empty:
        return np.zeros(len(slugs), dtype=np.int64), np.zeros(len(slugs), dtype=np.int64)
    log["persona"] = log["count"] + " " + log["slug"]
    log["member"] = log["persona"] + " " + log["member"]
    taken = totals(log.assign(event_id="")).groupby("persona")["taken"].sum()
    accepted, either = (
        taken.reindex([f"{name} {slug}" for slug in slugs], fill_value=0).to_numpy(dtype=np.int64)
        for name in ("accepted", "either")
    )
    return accepted, either
