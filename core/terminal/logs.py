"""Commands about data: measure a log, fit a scenario to it, make the sample world.

What a command needs is imported when it runs: help should not wait for what it does not use.
"""

import argparse
from pathlib import Path

from core.terminal.command import Command, Parser, bar, check_out, number, save


def _metrics_options(parser: Parser) -> None:
    parser.add_argument("events", type=Path, help="a log: .csv, .parquet or .jsonl")
    parser.add_argument("--out", type=Path, help="table to write, a .csv")


def _metrics(asked: argparse.Namespace) -> str:
    from core.measure import report

    check_out(asked.out)
    return report(asked.events, asked.out)


def _fit_options(parser: Parser) -> None:
    parser.add_argument("events", type=Path, help="a log: .csv, .parquet or .jsonl")
    parser.add_argument("--out", type=Path, help="scenario to write, a .toml")
    parser.add_argument(
        "--gone-after",
        type=float,
        metavar="DAYS",
        help="silence after which a member counts as gone, in a log without cancellations; "
        "60 days without it",
    )
    parser.add_argument("--seed", type=number, default=7, help="of clustering; 7 without it")


def _fit(asked: argparse.Namespace) -> str:
    from core.events import read_events
    from core.fitting import fit
    from core.fitting.log import GONE_DAYS

    check_out(asked.out)
    gone_days = GONE_DAYS if asked.gone_after is None else asked.gone_after
    found = fit(read_events(asked.events), gone_days=gone_days, seed=asked.seed)
    said = found.report()
    if asked.out:
        said += f"\n\n{save(asked.out, found.to_toml().encode())} Open it in the Metric lab."
    return said


def _sample_options(parser: Parser) -> None:
    parser.add_argument("--seed", type=number, default=7, help="same seed, same bytes; 7 without")
    parser.add_argument(
        "--members", type=number, default=2_000, help="100 to 5,000,000; 2,000 without it"
    )
    parser.add_argument("--out", type=Path, help="folder to write; sample-SEED without it")


def _sample(asked: argparse.Namespace) -> str:
    from core import sampling

    out = asked.out or Path(f"sample-{asked.seed}")
    sampling.write(asked.seed, asked.members, out, progress=bar("making members"))
    return f"{asked.members:,} members of seed {asked.seed}.\nSaved {out}."


COMMANDS = (
    Command(
        name="metrics",
        line="every metric of a log, with intervals",
        about="Computes every metric of an event log by arm and persona, by the definitions the "
        "simulation uses, and says which the log cannot tell.",
        example="python -m core metrics events.parquet --out metrics.csv",
        options=_metrics_options,
        run=_metrics,
    ),
    Command(
        name="fit",
        line="a scenario from a real log",
        about="Estimates from an event log what a scenario needs, each figure with its 95 % "
        "interval, and says what the log cannot tell; that keeps its default.",
        example="python -m core fit events.parquet --out scenario.toml",
        options=_fit_options,
        run=_fit,
    ),
    Command(
        name="sample",
        line="make a sample world",
        about="Makes members, viewings, ratings and follows from a seed, and copies titles and "
        "neighbourhoods beside them.",
        example="python -m core sample --seed 7 --members 2000 --out world",
        options=_sample_options,
        run=_sample,
    ),
)
