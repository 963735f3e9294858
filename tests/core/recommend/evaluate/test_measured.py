"""Evaluations that ship read back as the terminal saved them, and nothing else does."""

import json

import pytest

from core.errors import DataError
from core.recommend.evaluate.measured import FOLDER, measured


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_evaluation_that_ships_holds_ours_beside_ease_with_intervals(path):
    found = measured(path.stem)
    ndcg = found.models[found.models["measure"] == "nDCG@10"].set_index("name")

    assert found.members >= 100
    assert {"Ours", "EASE", "Popularity"} <= set(ndcg.index)
    assert (ndcg["low"] <= ndcg["value"]).all()
    assert (ndcg["value"] <= ndcg["high"]).all()


def test_the_sample_s_contexts_stand_beside_a_shuffled_control():
    found = measured("sample").contexts.set_index("ingredient")

    assert {"hour", "place", "company"} <= set(found.index)
    assert found["shuffled"].notna().all()
    assert "simulated" in measured("sample").about


def test_none_of_that_name_is_a_sentence(tmp_path):
    with pytest.raises(DataError, match="python -m core evaluate"):
        measured("none", tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"data": {"name": "x"}})])
def test_what_is_no_evaluation_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text)

    with pytest.raises(DataError, match="no evaluation"):
        measured("x", tmp_path)
