"""The command that evaluates the recommendations: on a MovieLens folder or the sample world.

What a command needs is imported when it runs: help should not wait for what it does not use.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.terminal.command import Command, Parser, bar, check_out, number, save

if TYPE_CHECKING:
    import pandas as pd

    from core.recommend.evaluate import Evaluation
    from core.recommend.history import Array, Interactions

SAMPLE = "sample"
"""What to say instead of a folder for the sample world."""

MOODS = (
    "Moods of titles whose tags are hidden: five folds of the titles that people gave a tag of a "
    "mood. nDCG@10, intervals from titles drawn again and again. moods is ours, words is TF-IDF of "
    "title and genres, genres is a shelf by genre, the most taken first."
)
CONTEXTS = (
    "What hour, place and company are worth. This is simulated: it says that the engine finds what "
    "the simulation put there, and nothing about people.\nJudged is the last fifth of the time: "
    "hour and place by nDCG@10 of each title begun, company by how high the later likes of the "
    "least happy person stand (0.5 by chance).\nshuffled is the control: the same with hours "
    "(places) dealt out anew among viewings; for company, strangers instead of friends. without is "
    "taste alone; for company, one member's own list. gain is the value less the shuffled one."
)


def _options(parser: Parser) -> None:
    parser.add_argument(
        "path",
        nargs="?",
        default=SAMPLE,
        help="an unpacked MovieLens folder; the sample world without it",
    )
    parser.add_argument("--k", type=number, default=10, help="places of a shelf; 10 without it")
    parser.add_argument("--seed", type=number, default=7, help="of every draw; 7 without it")
    parser.add_argument("--out", type=Path, help="the same figures, a .json to write")
    parser.add_argument(
        "--models", nargs="*", metavar="MODEL", help="baselines to run; all without it"
    )
    parser.add_argument(
        "--shuffled", action="store_true", help="shuffle each member's order first, as a control"
    )
    parser.add_argument(
        "--members", type=number, help="members to draw from a large folder; all without it"
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--playlists",
        action="store_true",
        help="how well lists are suggested instead: hidden followers found again",
    )
    instead.add_argument(
        "--suggestions",
        action="store_true",
        help="how well people are suggested instead: hidden follows of the sample world",
    )


def _evaluate(asked: argparse.Namespace) -> str:
    check_out(asked.out)
    if asked.playlists:
        return _playlists(asked)
    if asked.suggestions:
        return _suggestions(asked)
    found = _of_world(asked) if asked.path == SAMPLE else _of_folder(asked, Path(asked.path))
    said = found.table()
    return f"{said}\n\n{save(asked.out, found.to_json().encode())}" if asked.out else said


def _playlists(asked: argparse.Namespace) -> str:
    import pandas as pd

    from core.playlists.evaluation.report import evaluate
    from core.recommend.history import of_world
    from core.terminal.movielens import genre_flags, read_folder
    from core.world import World

    if asked.path == SAMPLE:
        world = World.load()
        flags, years = genre_flags(world.titles["genres"]), world.titles["year"]
        name = "The sample world (simulated: it says nothing about people)"
        found = evaluate(
            name, of_world(world), flags, years, pd.DataFrame(), k=asked.k, seed=asked.seed
        )
    else:
        held = read_folder(Path(asked.path))
        found = evaluate(
            Path(asked.path).resolve().name,
            held.data,
            held.genres,
            held.titles["year"],
            held.tags,
            k=asked.k,
            seed=asked.seed,
        )
    if not asked.out:
        return str(found)
    return f"{found}\n\n{save(asked.out, found.to_json().encode())}"


def _suggestions(asked: argparse.Namespace) -> str:
    from core.errors import DataError
    from core.recommend.guide import learn
    from core.social.refinding import panel
    from core.social.suggestions import world_graph
    from core.social.tastes import Tastes
    from core.world import World

    if asked.path != SAMPLE:
        raise DataError(
            "People are suggested by who follows whom, which only the sample world holds: leave "
            f"the folder out, not {asked.path!r}."
        )
    world = World.load()
    found = panel(world_graph(world), Tastes.of(learn(world)), seed=asked.seed)
    said = f"The sample world (simulated: it says nothing about people)\n\n{found}"
    if not asked.out:
        return said
    rows = json.loads(found.frame.to_json(orient="records", double_precision=15))
    told = json.dumps({"about": found.about, "ways": rows}, indent=1)
    return f"{said}\n\n{save(asked.out, told.encode())}"


def _of_folder(asked: argparse.Namespace, folder: Path) -> "Evaluation":
    from core.recommend import evaluate as judging
    from core.terminal.movielens import read_folder

    held = read_folder(folder)
    data, name = held.data, folder.resolve().name
    if asked.members is not None and asked.members < len(data.members):
        name += f", {asked.members:,} of {len(data.members):,} members drawn at random"
        data = judging.sampled(data, asked.members, asked.seed)
    found = _rankings(asked, data, name, held.genres)
    if held.tags.empty:
        return found
    return _beside(
        found, "moods", MOODS, lambda: judging.moods(held.titles, held.tags, data, seed=asked.seed)
    )


def _of_world(asked: argparse.Namespace) -> "Evaluation":
    from core.recommend import evaluate as judging
    from core.recommend.history import of_world
    from core.terminal.movielens import genre_flags
    from core.world import World

    world = World.load()
    data = of_world(world)
    if asked.members is not None:
        data = judging.sampled(data, asked.members, asked.seed)
    found = _rankings(
        asked, data, "The sample world (simulated)", genre_flags(world.titles["genres"])
    )
    return _beside(found, "contexts", CONTEXTS, lambda: judging.contexts(world, asked.seed))


def _rankings(
    asked: argparse.Namespace, data: "Interactions", name: str, genres: "Array"
) -> "Evaluation":
    from core.recommend import evaluate as judging

    return judging.evaluate(
        data,
        name=name,
        k=asked.k,
        seed=asked.seed,
        genres=genres,
        baselines=tuple(judging.BASELINES if asked.models is None else asked.models),
        shuffle=asked.shuffled,
        progress=bar("evaluating"),
    )


def _beside(
    found: "Evaluation", name: str, about: str, work: Callable[[], "pd.DataFrame"]
) -> "Evaluation":
    """Return an evaluation with a further table; without it, where the data hold too little."""
    from core.errors import DataError
    from core.recommend.evaluate import Panel

    wall, busy = time.perf_counter(), time.process_time()
    try:
        frame = work()
    except DataError as error:
        return found.beside(Panel(name=name, about=f"No {name}: {error}"), wall=0.0, cpu=0.0)
    panel = Panel(name=name, about=about, frame=frame)
    return found.beside(panel, wall=time.perf_counter() - wall, cpu=time.process_time() - busy)


COMMANDS = (
    Command(
        name="evaluate",
        line="how good the recommendations are, beside baselines",
        about="Holds out the last fifth of what each member took, ranks every title they had not "
        "taken before, and sets our recommendations beside popularity, item-kNN, matrix "
        "factorisation and EASE, each figure with its 95 % interval.",
        example="python -m core evaluate ml-latest-small --k 10 --out result.json",
        options=_options,
        run=_evaluate,
    ),
)
