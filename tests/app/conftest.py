"""The app in its frame, without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import export, house, room, snapshots

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True, scope="session")
def everybodys(tmp_path_factory) -> Iterator[Path]:
    """A data folder of these tests' own; its store is filled once."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house, "DATA", folder)
        yield folder


@pytest.fixture
def shelf(tmp_path, monkeypatch) -> Path:
    """An empty shelf of snapshots, and a room where nobody did anything yet."""
    monkeypatch.setattr(export, "SHELF", tmp_path / "snapshots")
    monkeypatch.setattr(room, "PATH", tmp_path / "room.jsonl")
    monkeypatch.setattr(snapshots, "SHELF", tmp_path / "snapshots")
    return tmp_path / "snapshots"


@pytest.fixture
def open_page(shelf) -> Callable[..., AppTest]:
    """Open a page of the app as its address would."""

    def opened(slug: str, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if slug != "home":
            app.switch_page(f"../pages/{slug}.py")
            for name, value in query.items():
                app.query_params[name] = value
            app.run()
        return app

    return opened
