"""python -m core evaluate: MovieLens folders as they come, one table, one sentence when refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.cli import main
from core.recommend.evaluate import cut
from core.recommend.evaluate.baselines import Baseline, ease, matrix
from core.recommend.evaluate.judge import Ruler
from core.social.likely import fifth
from core.social.refinding import WAYS
from core.social.suggestions import world_graph
from core.terminal.movielens import read_folder
from core.world import World

REAL = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "ml-latest-small"


def folder(where: Path, *, style: str = "csv", members: int = 30, stars=None) -> Path:
    """Write a MovieLens folder of 40 titles; half of the members like even ones, half odd ones."""
    draw = np.random.default_rng(2)
    where.mkdir()
    comma = "," if style == "csv" else "::"
    movies = [f"{row}{comma}Film {row} (1999){comma}Comedy|Drama" for row in range(1, 41)]
    ratings = []
    for member in range(1, members + 1):
        for place, movie in enumerate(draw.permutation(40)[:20] + 1):
            given = stars or (5 if movie % 2 == member % 2 else 2)
            ratings.append(comma.join(map(str, (member, movie, given, 964982703 + 60 * place))))
    if style == "csv":
        movies.insert(0, "movieId,title,genres")
        ratings.insert(0, "userId,movieId,rating,timestamp")
    (where / f"movies.{style}").write_text("\n".join(movies) + "\n")
    (where / f"ratings.{style}").write_text("\n".join(ratings) + "\n")
    return where


@pytest.mark.parametrize("style", ["csv", "dat"])
def test_a_folder_of_either_layout_is_evaluated_and_saved(tmp_path, capsys, style):
    made = folder(tmp_path / "films", style=style)
    out = tmp_path / "result.json"

    code = main(["evaluate", str(made), "--models", "popularity", "EASE", "--out", str(out)])

    said, written = capsys.readouterr().out, json.loads(out.read_text())
    assert code == 0
    assert "films: 30 members, 40 titles, 600 interactions" in said
    names = [model["name"] for model in written["models"]]
    assert names == ["taste", "popularity", "EASE"]
    figure = written["models"][2]["measures"]["nDCG@10"]
    assert f"{figure['value']:.4f} ({figure['low']:.4f} to {figure['high']:.4f})" in said
    assert figure["value"] > written["models"][1]["measures"]["nDCG@10"]["value"]


def test_members_can_be_drawn_from_a_large_folder_and_it_is_said(tmp_path, capsys):
    made = folder(tmp_path / "films")

    main(["evaluate", str(made), "--members", "12", "--models", "popularity"])

    assert "films, 12 of 30 members drawn at random: 12 members" in capsys.readouterr().out


def test_equal_times_keep_the_order_of_the_file(tmp_path):
    where = folder(tmp_path / "films")
    lines = ["userId,movieId,rating,timestamp"]
    lines += [f"1,{movie},4,964982703" for movie in (7, 3, 9)]
    (where / "ratings.csv").write_text("\n".join(lines) + "\n")

    data = read_folder(where).data

    assert data.titles[data.title].tolist() == ["film-7-1999", "film-3-1999", "film-9-1999"]


def test_the_catalogue_holds_titles_nobody_rated(tmp_path):
    where = folder(tmp_path / "films", members=1)

    held = read_folder(where)

    assert len(held.data.titles) == 40
    assert len(np.unique(held.data.title)) == 20
    assert held.genres.sum(axis=1).tolist() == [2.0] * 40


@pytest.mark.parametrize(
    ("made", "options", "said"),
    [
        (None, [], "is no folder; expected an unpacked MovieLens folder."),
        ({}, ["--k", "0"], "k must be 1 to 100, not 0."),
        ({}, ["--k", "101"], "k must be 1 to 100, not 101."),
        ({}, ["--models", "magic"], "found 'magic'"),
        ({}, ["--out", "no/x.json"], "no is no folder; x.json cannot be saved there."),
        ({"members": 3}, [], "at least 5 members"),
        ({"stars": 2}, [], "all 600 are 2 stars"),
    ],
)
def test_what_cannot_be_evaluated_is_one_sentence(tmp_path, capsys, made, options, said):
    where = tmp_path / "films"
    if made is not None:
        folder(where, **made)

    code = main(["evaluate", str(where), *options])

    out, error = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert said in error
    assert error.count("\n") == 1


def test_a_folder_without_likes_is_refused(tmp_path, capsys):
    where = folder(tmp_path / "films")
    text = (where / "ratings.csv").read_text().replace(",5,9", ",3,9")
    (where / "ratings.csv").write_text(text)

    assert main(["evaluate", str(where)]) == 2
    assert "found none" in capsys.readouterr().err


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no MovieLens folder at {REAL}")
def test_plain_ease_scores_on_ml_latest_small_what_others_measured():
    ruler = Ruler(cut=cut(read_folder(REAL).data), k=10, genres=None, seed=7, draws=10)

    def fit(train):
        scorer = ease(matrix(train, likes=True), ridge=200.0)
        return Baseline(scorer=scorer, likes=True, size=len(train.titles))

    assert 0.125 <= ruler.judge("EASE", fit).figures["nDCG@10"].value <= 0.128


def test_suggestions_of_people_are_evaluated_and_saved_with_the_seed_asked_for(tmp_path, capsys):
    out = tmp_path / "suggestions.json"

    code = main(["evaluate", "--suggestions", "--seed", "3", "--out", str(out)])

    said, written = capsys.readouterr().out, json.loads(out.read_text())
    ways = {row["people by"]: row for row in written["ways"]}
    assert code == 0
    assert list(ways) == list(WAYS)
    ours = ways["suggestions"]
    hidden = fifth(len(world_graph(World.load()).ends), 3, "measure")
    assert f"{ours['recall']:.4f} ({ours['recall_low']:.4f} to {ours['recall_high']:.4f})" in said
    assert f"{hidden.sum():,} of {len(hidden):,} follows hidden" in said
    assert "simulated" in said


def test_suggestions_of_people_are_not_evaluated_where_nobody_follows_anybody(tmp_path, capsys):
    made = folder(tmp_path / "films")

    assert main(["evaluate", str(made), "--suggestions"]) == 2
    assert "which only the sample world holds" in capsys.readouterr().err
