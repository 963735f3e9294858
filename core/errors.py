"""Every deliberate error: one sentence that says what was wrong and what would be right."""


class GreenlightError(Exception):
    """Base of all deliberate errors; its message is fit for a stakeholder."""


class KnobError(GreenlightError):
    """A parameter is unknown, of the wrong type, or outside its declared range."""


class ScenarioError(GreenlightError):
    """A scenario file or address does not describe a scenario that can run."""


class DataError(GreenlightError):
    """A file breaks its contract; the message names file, line, column, found and expected."""


class MetricError(GreenlightError):
    """A metric was asked for that is not defined, or cannot be computed from these events."""


class ExperimentError(GreenlightError):
    """A statistical question has no answer for this input."""


class RecommendError(GreenlightError):
    """A recommendation was asked for that cannot be made."""


class NearbyError(GreenlightError):
    """A question about a place or a time has no answer; the message says what would have one."""


class RewardError(GreenlightError):
    """Points, an order or a place on the leaderboard were asked for in a way that cannot be."""


class StoreError(GreenlightError):
    """The store cannot be opened, migrated, backed up or restored as asked."""


class SocialError(GreenlightError):
    """Something among members was asked for that is not there, not allowed, or too much."""


class SnapshotError(GreenlightError):
    """A snapshot is damaged, hostile, of another version, or does not replay."""


class Cancelled(GreenlightError):
    """A long run was stopped by the person who started it; nothing was kept."""
