"""The command that evaluates the recommendations: on a MovieLens folder or the sample world.

What a command needs is imported when it runs: help should not wait for what it does not use.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.terminal.command import Command, Parser, bar, check_out, number, save

if TYPE_CHECKING:
    from core.recommend.history import Array, Interactions

SAMPLE = "sample"
"""What to say instead of a folder for the sample world."""


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


def _evaluate(asked: argparse.Namespace) -> str:
    from core.recommend import evaluate as judging

    check_out(asked.out)
    data, genres = _world() if asked.path == SAMPLE else _movielens(Path(asked.path))
    name = Path(asked.path).resolve().name if asked.path != SAMPLE else "The sample world"
    if asked.members is not None:
        name += f", {asked.members:,} members drawn at random"
        data = judging.sampled(data, asked.members, asked.seed)
    found = judging.evaluate(
        data,
        name=name,
        k=asked.k,
        seed=asked.seed,
        genres=genres,
        baselines=tuple(judging.BASELINES if asked.models is None else asked.models),
        shuffle=asked.shuffled,
        progress=bar("evaluating"),
    )
    said = found.table()
    return f"{said}\n\n{save(asked.out, found.to_json().encode())}" if asked.out else said


def _movielens(folder: Path) -> "tuple[Interactions, Array]":
    from core.terminal.movielens import read_folder

    found = read_folder(folder)
    return found.data, found.genres


def _world() -> "tuple[Interactions, Array]":
    from core.recommend.history import of_world
    from core.terminal.movielens import genre_flags
    from core.world import World

    world = World.load()
    return of_world(world), genre_flags(world.titles["genres"])


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
