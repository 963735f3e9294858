"""How good the recommendations are: ours beside baselines, on what each member did later.

evaluate    rankings on a time-ordered cut, with intervals and paired differences
moods       moods of titles whose tags are hidden
contexts    what hour, place and company are worth on the simulated world
"""

from core.recommend.evaluate.choose import BASELINES
from core.recommend.evaluate.evaluation import Evaluation, evaluate
from core.recommend.evaluate.hidden_tags import moods
from core.recommend.evaluate.report import Panel
from core.recommend.evaluate.shuffles import contexts
from core.recommend.evaluate.split import cut, sampled

__all__ = ["BASELINES", "Evaluation", "Panel", "contexts", "cut", "evaluate", "moods", "sampled"]
