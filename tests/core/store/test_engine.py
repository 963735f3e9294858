"""A store is opened, read as one state, or refused in a sentence that tells no password."""

import pytest

from core.cli import main
from core.errors import DataError
from core.identity.settings import put, setting
from core.store.store import URL, open_store
from tests.server import free_port


def test_a_reader_sees_one_state_however_long_it_reads(store):
    with store.reading() as connection:
        assert setting(connection, "x") == ""
        with store.writing() as other:
            put(other, "x", "1")

        assert setting(connection, "x") == ""
    with store.reading() as connection:
        assert setting(connection, "x") == "1"


def test_a_write_that_fails_leaves_nothing(store):
    def half():
        with store.writing() as connection:
            put(connection, "x", "1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()

    with store.reading() as connection:
        assert setting(connection, "x") == ""


@pytest.mark.parametrize("kind", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_does_not_answer_is_a_sentence_without_the_password(kind):
    with pytest.raises(DataError, match="cannot be opened") as told:
        open_store(f"{kind}://amber:hunter2@127.0.0.1:{free_port()}/greenlight")

    assert "hunter2" not in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("url", ["oracle+nosuch://x/y", "gopher://x/y"])
def test_another_kind_of_database_is_a_sentence(url):
    with pytest.raises(DataError, match="of a kind that cannot be opened here"):
        open_store(url)


@pytest.mark.parametrize("url", ["://", "postgresql://host:port/x"])
def test_what_is_no_url_is_a_sentence(url):
    with pytest.raises(DataError, match=r"URL cannot be read|cannot be opened"):
        open_store(url)


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "x.sqlite").write_text("hello, this is certainly no database of anybody")

    with pytest.raises(DataError, match="cannot be opened"):
        open_store(tmp_path / "x.sqlite")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://127.0.0.1:1/x?user=u&password=hunter2",
        "postgresql://127.0.0.1:1/x?user=u&password=hunt@er2",
        "postgresql://127.0.0.1:1/x?pasword=hunter2",
        "postgresql://127.0.0.1:1/x?port=hunter2",
        "postgresql://u:hun@ter2@127.0.0.1:1/x",
        "postgresql:/u:hunter2@h",
        "postgresql:/u:hunter2@h/x",
        "postgresql//u:hunter2@h",
        "postgresql:u:hunter2@h",
        "postgres//h/x?password=hunter2",
    ],
)
def test_no_error_tells_a_password_wherever_it_stands(url, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(URL, url)

    with pytest.raises(DataError, match=r"URL cannot be read|cannot be opened") as told:
        open_store(url)
    assert main(["store", "backup", "a.zip"]) == 2

    for said in (str(told.value), capsys.readouterr().err):
        assert "hunt" not in said
        assert "er2" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_path_may_hold_any_sign_where_its_folder_exists(tmp_path):
    open_store(tmp_path / "a@b?.sqlite").engine.dispose()

    assert (tmp_path / "a@b?.sqlite").is_file()
