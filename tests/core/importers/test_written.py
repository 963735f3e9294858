"""A history written down: what the file tells and no more, whole or not at all."""

import pytest

from core.errors import DataError
from core.events import read_events
from core.files.contracts import read
from core.importers.matching import match
from core.importers.personal import convert_personal
from core.importers.written import HISTORY, TITLES
from tests.core.importers.exports import CATALOGUE, LONG, SHORT, take


def test_a_folder_holds_what_the_file_tells_and_no_more(tmp_path):
    mine = take(LONG, profile="Ben")
    found = match(mine.rows, CATALOGUE)

    kept = convert_personal(mine, found, tmp_path / "out")

    events = read_events(tmp_path / "out/events.parquet")
    titles = read(tmp_path / "out/titles.csv", TITLES)
    history = read(tmp_path / "out/history.csv", HISTORY)
    assert kept.events == {"session": 2, "played": 2}
    assert list(events["type"]) == ["session", "played", "session", "played"]
    assert events["value"].dropna().round(2).tolist() == [50.0, 43.43]
    assert titles.set_index("title_id")["in_catalogue"].to_dict() == {
        "dark-2017": True,
        "dahmer-monster-the-jeffrey-dahmer-story": False,
    }
    assert list(history["line"]) == [6, 5]
    assert "shorter than 1 minute" not in (tmp_path / "out/README.md").read_text()


def test_stars_and_likes_become_events_once_a_title(tmp_path):
    text = "t,a,s\nHeat,2026-01-01,4.5\nHeat,2026-02-01,4.5\nDark,,2\n"
    mine = take(text, columns={"title": "t", "at": "a", "stars": "s"})

    kept = convert_personal(mine, match(mine.rows, CATALOGUE), tmp_path / "out")

    assert kept.events == {"session": 2, "rated": 1, "liked": 1}
    assert kept.rows == 3


def test_a_writing_that_stops_halfway_leaves_nothing_behind(tmp_path, monkeypatch):
    mine = take(SHORT)
    found = match(mine.rows, CATALOGUE)

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("core.importers.written.write_events", stop)
    with pytest.raises(KeyboardInterrupt):
        convert_personal(mine, found, tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_not_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    mine = take(SHORT)

    with pytest.raises(DataError, match="already holds something"):
        convert_personal(mine, match(mine.rows, CATALOGUE), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
