"""The terminal: every command documented, every error one sentence, nothing half done."""

import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.cli import main, parser
from core.events import read_events
from core.simulation.scenario import Scenario
from core.terminal import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
MOVIES = "movieId,title,genres\n1,Toy Story (1995),Comedy\n2,Heat (1995),Crime\n"
RATINGS = "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,2,2.5,964982803\n"

HISTORY = """Title,Date
"Breaking Bad: Season 1: Pilot","10/25/26"
"Amelie","10/24/26"
"No Such Film","10/23/26"
"The Office: Season 1: Pilot","10/22/26"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder with a small scenario, a MovieLens folder and some wrong files; the current one."""
    monkeypatch.chdir(tmp_path)
    Path("scenario.toml").write_text("[setup]\nmembers = 150\ndays = 21\nseed = 3\n")
    Path("bad.toml").write_text("[setup]\nmembrs = 5\n")
    Path("binary.toml").write_bytes(b"\xff\xfe")
    Path("bad.csv").write_text("at,member,type\n2026-01-01T00:00:00Z,a,sneezed\n")
    Path("few.csv").write_text("at,member,type\n2026-01-01T00:00:00Z,a,session\n")
    Path("not.zip").write_text("no zip")
    Path("history.csv").write_text(HISTORY)
    Path("broken.csv").write_text(HISTORY.replace("10/24/26", "soon"))
    Path("films").mkdir()
    Path("films/movies.csv").write_text(MOVIES)
    Path("films/ratings.csv").write_text(RATINGS)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_says_what_it_does_and_its_example_is_understood(command, capsys):
    words = shlex.split(command.example)

    with pytest.raises(SystemExit) as end:
        main([*command.name.split(), "--help"])

    assert end.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert command.about in said
    assert command.example in said
    assert words[:3] == ["python", "-m", "core"]
    assert parser().parse_args(words[3:]).command == command


def test_every_command_is_in_the_readme():
    text = README.read_text(encoding="utf-8")

    missing = [each.name for each in COMMANDS if f"python -m core {each.name}" not in text]

    assert not missing


def test_the_readme_names_no_command_that_is_not_there():
    names = {command.name for command in COMMANDS} | {each.name.split()[0] for each in COMMANDS}

    actions = "|".join(each.name.split()[1] for each in COMMANDS if " " in each.name)
    named = re.findall(rf"python -m core ([a-z]+(?: (?:{actions}))?)", README.read_text())

    assert set(named) <= names


def refused(capsys, *words: str) -> str:
    """Return the sentence a command is refused with, after checking that it is one."""
    try:
        code = main(words)
    except SystemExit as end:
        code = end.code
    out, said = capsys.readouterr()

    assert code == 2
    assert out == ""
    assert said.endswith((".\n", "?\n"))
    assert said.count("\n") == 1
    return said.strip()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("simulate", "The following arguments are required: scenario; see python -m core simulate"),
        ("simulte x.toml", "invalid choice: 'simulte'"),
        ("", "The following arguments are required: command"),
        ("snapshot", "The following arguments are required: action"),
        ("sample --members many", "Argument --members: invalid number value: 'many'"),
        ("fit few.csv --depth 3", "Unrecognized arguments: --depth 3"),
        ("simulate missing.toml", "missing.toml is missing; expected a scenario in TOML."),
        ("simulate films", "films is a folder; expected a scenario in TOML."),
        ("simulate bad.toml", "There is no key 'setup.membrs'; did you mean 'setup.members'?"),
        ("simulate binary.toml", "binary.toml must be UTF-8 text"),
        ("simulate scenario.toml --out no/s.zip", "no is no folder; s.zip cannot be saved there."),
        ("simulate scenario.toml --out films", "films is a folder; expected the name of a file"),
        ("calibrate missing.toml", "missing.toml is missing"),
        ("snapshot show missing.zip", "missing.zip"),
        ("snapshot replay not.zip", "not.zip"),
        ("snapshot compare not.zip missing.zip", "not.zip"),
        ("events scenario.toml --out log.csv", "A journal is a .parquet file, not 'log.csv'."),
        ("events scenario.toml --out log.parquet --members 3", "members must be 100 to 5,000,000"),
        ("metrics missing.parquet", "missing.parquet is missing."),
        ("metrics bad.csv", "bad.csv, line 2, column type: expected one of"),
        ("metrics scenario.toml", "expected a file that ends in .csv, .parquet or .jsonl"),
        ("fit missing.jsonl", "missing.jsonl is missing."),
        ("fit few.csv", "A fit needs at least 20 members, but the log holds 1."),
        ("fit few.csv --gone-after -3", "more than 0 days only, not -3"),
        ("fit few.csv --out no/s.toml", "no is no folder; s.toml cannot be saved there."),
        ("import movielens missing --out new", "missing is no folder"),
        ("import movielens films --out films", "films already holds something"),
        ("import netflix missing.csv", "missing.csv is missing; expected the file of an export."),
        ("import netflix films", "films is a folder; expected the file of an export."),
        ("import letterboxd history.csv", "expected an export of Letterboxd, found one of Netflix"),
        ("import netflix history.csv --out films", "films already holds something"),
        ("import netflix broken.csv --out new", "broken.csv, line 3, column Date: expected a date"),
        ("import netflix history.csv --profile", "Argument --profile: expected one argument"),
        ("import trakt bad.csv", "bad.csv, line 1: expected a Netflix viewing history or activity"),
        ("import csv history.csv", "The following arguments are required: --title"),
        ("import csv history.csv --title Film", "line 1: expected a column Film, found"),
        ("import csv not.zip --title Film", "not.zip, line 1: expected a column Film"),
        ("sample --members 7 --out new", "members must be 100 to 5,000,000, not 7."),
    ],
)
def test_a_deliberate_error_is_one_sentence_and_exit_code_2(folder, capsys, line, said):
    before = sorted(path.name for path in folder.rglob("*"))

    assert said in refused(capsys, *line.split())
    assert sorted(path.name for path in folder.rglob("*")) == before


def done(capsys, *words: str) -> str:
    assert main(words) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def test_scenario_log_metrics_fit_snapshot_and_replay_follow_one_another(folder, capsys):
    done(capsys, "events", "scenario.toml", "--out", "log.parquet")
    measured = done(capsys, "metrics", "log.parquet", "--out", "metrics.csv")
    fitted = done(capsys, "fit", "log.parquet", "--out", "fitted.toml")
    done(capsys, "simulate", "scenario.toml", "--out", "s.zip")
    replayed = done(capsys, "snapshot", "replay", "s.zip")

    assert len(read_events(folder / "log.parquet")["member"].unique()) == 300
    assert "Take rate" in measured
    assert (folder / "metrics.csv").read_text().startswith("metric,arm,persona,estimate")
    assert "The log cannot tell" in fitted
    scenario = Scenario.from_toml((folder / "fitted.toml").read_text())
    assert scenario.personas["discoverer"].recommended_per_session == pytest.approx(16, rel=0.03)
    assert "Equal" in replayed
    assert not list(folder.glob("*.part"))


def test_a_movielens_folder_is_imported_and_said_to_be(folder, capsys):
    said = done(capsys, "import", "movielens", "films", "--out", "new/imported")

    assert "2 titles, 1 members, 2 ratings (1 liked)" in said
    assert {path.name for path in (folder / "new/imported").iterdir()} == {
        "README.md", "events.parquet", "members.csv", "titles.csv",
    }  # fmt: skip


def test_a_history_is_brought_and_what_was_understood_is_said(folder, capsys):
    said = done(capsys, "import", "netflix", "history.csv", "--out", "new/mine").splitlines()

    assert said[0] == ("Netflix: 4 rows read, 4 viewings of 4 titles, 2026-10-22 to 2026-10-25.")
    assert said[1] == "2 titles of the catalogue found, in 2 viewings."
    assert any(
        line.startswith("Note: Dates are read month first: read another way") for line in said
    )
    assert "Open which: The Office: The Office (2001), The Office (2005)" in said
    assert "Not in the catalogue: No Such Film" in said
    assert said[-1] == "Saved new/mine; events: 4 session."
    assert {path.name for path in (folder / "new/mine").iterdir()} == {
        "README.md", "events.parquet", "history.csv", "titles.csv",
    }  # fmt: skip


def test_a_bad_line_of_a_history_is_left_out_only_if_asked(folder, capsys):
    said = done(capsys, "import", "netflix", "broken.csv", "--skip-bad")

    assert "3 viewings of 3 titles" in said
    assert "Skipped: broken.csv, line 3, column Date: expected a date" in said


def test_any_table_is_brought_once_its_columns_are_named(folder, capsys):
    Path("films.tsv").write_text("Film\tMark\nAmélie (2001)\t9\nHeat\t4\n", encoding="utf-16")

    said = done(capsys, "import", "csv", "films.tsv", "--title", "Film", "--stars", "Mark")

    assert "CSV: 2 rows read, 2 viewings of 2 titles, no times." in said
    assert "Note: Some ratings are above 5: read as of 10, made stars of 5." in said


def test_a_sample_world_is_made_where_it_is_asked_for(folder, capsys):
    said = done(capsys, "sample", "--seed", "4", "--members", "1_00")

    assert "100 members of seed 4" in said
    assert (folder / "sample-4" / "members.csv").read_text().count("\n") == 101


def run(*words: str, cwd: Path) -> subprocess.Popen:
    """Start a command that hears SIGINT, though tests begun in a shell's background ignore it."""
    return subprocess.Popen(
        [sys.executable, "-m", "core", *words],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
def test_a_command_that_is_stopped_keeps_nothing_and_says_so(folder):
    making = run("sample", "--members", "1_000_000", "--out", "world", cwd=folder)
    began = time.monotonic()
    while not list(folder.glob("world/.unfinished-*/members/*")):
        assert making.poll() is None, making.stderr.read()
        assert time.monotonic() - began < 60
        time.sleep(0.02)

    making.send_signal(signal.SIGINT)
    out, said = making.communicate(timeout=30)

    assert making.returncode == 130
    assert (out, said) == ("", "Stopped; nothing was kept.\n")
    assert not list(folder.glob("world/**/*"))


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is told otherwise on Windows")
def test_a_reader_that_goes_away_is_no_error(folder):
    making = run("calibrate", cwd=folder)
    making.stdout.close()

    assert making.wait(timeout=60) == 0
    assert making.stderr.read() == ""
    making.stderr.close()
