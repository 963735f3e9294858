"""How good the recommendations are: ours beside baselines, on what each member did later."""

from core.recommend.evaluate.choose import BASELINES
from core.recommend.evaluate.evaluation import Evaluation, evaluate
from core.recommend.evaluate.split import cut, sampled

__all__ = ["BASELINES", "Evaluation", "cut", "evaluate", "sampled"]
