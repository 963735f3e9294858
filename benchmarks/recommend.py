"""Taste beside implicit and LensKit in one run, each in a process of its own.

    python -m benchmarks.recommend [FOLDER] [--lenskit ENVIRONMENT/bin/python] [--only taste ...]

FOLDER is a MovieLens folder; without one, a made-up data set of the size of ml-1m is drawn from
``--seed`` (its nDCG says how models fare in that made-up world only). The last fifth of each
member's ratings is held out, and 20 unseen titles are ranked for every member. Fit and memory are
of the whole process, all threads; a shelf is wall time, ours with the reasons of all 20 titles, so
run it on an idle machine. Known members are scored by all; ours scores their history anew.

implicit is a development requirement. LensKit wants pandas 2 and PyTorch, so it cannot be installed
beside ours: make it an environment of its own (``python -m venv E; E/bin/pip install
lenskit==2025.8.1``) and name its Python; without it LensKit is skipped.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import peers
from core.recommend.evaluate import measures
from core.recommend.evaluate.split import Cut, cut
from core.recommend.history import Interactions, interactions
from core.terminal.movielens import read_folder

ROOT = Path(__file__).resolve().parent.parent
ML_1M = 6_040, 3_700, 1_000_000
"""Members, titles and ratings of ml-1m, nearly."""

HEAD = ("fit CPU s", "to ours", "shelf p50 ms", "p95 ms", "members/s", "peak MB", "nDCG@10")


def made_up(seed: int, size: tuple[int, int, int] = ML_1M) -> Interactions:
    """Return ratings of a made-up world: few take much, few titles are famous, tastes drift.

    What a member takes is drawn by fame and taste; in which order, by each title's place along a
    line that all walk at their own pace, so that order means something.
    """
    members, titles, ratings = size
    draw = np.random.default_rng(seed)
    active = draw.lognormal(0, 0.9, members)
    count = np.clip(active / active.sum() * ratings, 20, titles // 2).astype(int)
    fame = 3 * draw.normal(0, 0.6, titles)
    taste, traits = draw.normal(0, 0.5, (members, 16)), draw.normal(0, 0.5, (titles, 16))
    line = draw.random(titles)
    parts = []
    for member, number in enumerate(count):
        liking = traits @ taste[member]
        key = fame + 2 * liking + draw.gumbel(0, 1, titles)
        took = np.argpartition(-key, number)[:number]
        pace = (line[took] + 0.15 * draw.normal(0, 1, number)).argsort()
        took = took[pace]
        stars = np.clip(np.rint(3.6 + 1.5 * liking[took] + draw.normal(0, 0.9, number)), 1, 5)
        parts.append(
            pd.DataFrame(
                {"member": member, "title": took, "at": np.arange(number) * 60, "stars": stars}
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    frame["liked"] = frame["stars"] >= 4
    return interactions(frame, titles=pd.RangeIndex(titles), members=pd.RangeIndex(members))


def task(parts: Cut) -> dict[str, Any]:
    """Return what every contender is given."""
    train = parts.train
    columns = {name: getattr(train, name) for name in ("member", "title", "at", "liked", "stars")}
    shape = np.array([len(train.members), len(train.titles)])
    return columns | {"shape": shape, "judged": parts.judged}


def contend(which: str, python: str, folder: Path, parts: Cut) -> dict[str, Any] | None:
    """Return the figures of one contender; say so if it failed."""
    result = folder / f"{which}.npz"
    done = subprocess.run(
        [
            python,
            str(ROOT / "benchmarks" / "peers.py"),
            which,
            str(folder / "task.npz"),
            str(result),
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"{which} FAILED: {done.stderr.strip().splitlines()[-1:]}")
        return None
    with np.load(result) as file:
        figures: dict[str, Any] = json.loads(str(file["figures"]))
        figures["ndcg"] = quality(file["shelves"], parts)
    return figures


def quality(shelves: np.ndarray, parts: Cut) -> float:
    """Return the mean nDCG@10 of shelves, by the definition of the evaluation."""
    relevant = parts.relevant.toarray() > 0
    top = shelves[:, :10]
    hits = np.take_along_axis(relevant, np.maximum(top, 0), axis=1) & (top >= 0)
    count = relevant.sum(axis=1).astype(np.int64)
    return float(measures.ndcg(hits.astype(np.float64), count).mean())


def line(figures: dict[str, Any], base: float) -> str:
    """Return a line of the table."""
    return (
        f"{figures['name']:<28}{figures['fit_cpu']:>12.1f}{figures['fit_cpu'] / base:>8.2f}x"
        f"{figures['p50']:>13.2f}{figures['p95']:>10.2f}{figures['members_a_second']:>12,.0f}"
        f"{figures['peak_mb']:>10,.0f}{figures['ndcg']:>10.4f}"
    )


def pythons(lenskit: str | None) -> dict[str, str]:
    """Return the Python that runs each contender; say loudly who is skipped."""
    found = {}
    for which in peers.CONTENDERS:
        if which.startswith("lenskit"):
            if lenskit:
                found[which] = lenskit
        elif which == "taste" or importlib.util.find_spec("implicit"):
            found[which] = sys.executable
    if not lenskit:
        print("SKIPPED: LensKit, for --lenskit names no Python that has it (see --help).")
    if not importlib.util.find_spec("implicit"):
        print("SKIPPED: implicit is not installed; it is in requirements-dev.txt.")
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="a MovieLens folder")
    parser.add_argument("--lenskit", help="the Python of an environment that has LensKit")
    parser.add_argument("--only", nargs="*", choices=list(peers.CONTENDERS), help="contenders")
    parser.add_argument("--seed", type=int, default=1, help="of the made-up data")
    asked = parser.parse_args()
    data = read_folder(asked.folder).data if asked.folder else made_up(asked.seed)
    where = asked.folder or f"made up, seed {asked.seed}"
    parts = cut(data)
    print(
        f"{where}: {len(data.members):,} members, {len(data.titles):,} titles, {len(data):,} "
        f"ratings; learned from {len(parts.train):,}, judged by {len(parts.judged):,} members"
    )
    ready = pythons(asked.lenskit)
    widths = (12, 9, 13, 10, 12, 10, 10)
    print(" " * 28 + "".join(f"{name:>{size}}" for name, size in zip(HEAD, widths, strict=True)))
    base = float("nan")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.savez(folder / "task.npz", **task(parts))
        for which, python in ready.items():
            if asked.only and which not in asked.only:
                continue
            figures = contend(which, python, folder, parts)
            if figures:
                base = figures["fit_cpu"] if which == "taste" else base
                print(line(figures, base), flush=True)


if __name__ == "__main__":
    main()
