"""What an experiment says: readouts from sufficient statistics, with honest uncertainty."""

from core.experiment.clusters import Clusters, communities
from core.experiment.cuped import cuped_difference
from core.experiment.guardrail import Guardrail, non_inferiority
from core.experiment.interference import assign_clusters, cluster_difference, exposed
from core.experiment.moments import CHANGE, Columns, Moments
from core.experiment.multiple import adjust, benjamini_hochberg, holm
from core.experiment.power import (
    achieved_power,
    detectable_effect,
    member_variance,
    members_for_effect,
    members_for_lift,
    members_per_arm,
    smallest_seen,
)
from core.experiment.readout import Readout, difference, paired_difference
from core.experiment.relative import METHODS
from core.experiment.sequential import always_valid, multiplier
from core.experiment.srm import SampleRatio, sample_ratio

__all__ = [
    "CHANGE",
    "METHODS",
    "Clusters",
    "Columns",
    "Guardrail",
    "Moments",
    "Readout",
    "SampleRatio",
    "achieved_power",
    "adjust",
    "always_valid",
    "assign_clusters",
    "benjamini_hochberg",
    "cluster_difference",
    "communities",
    "cuped_difference",
    "detectable_effect",
    "difference",
    "exposed",
    "holm",
    "member_variance",
    "members_for_effect",
    "members_for_lift",
    "members_per_arm",
    "multiplier",
    "non_inferiority",
    "paired_difference",
    "sample_ratio",
    "smallest_seen",
]
