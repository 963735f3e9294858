"""A secret is made once and read by nobody else."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import DataError
from core.store.secret import LENGTH, secret


def test_a_secret_is_made_once_and_stays(tmp_path):
    first = secret(tmp_path / "secret")

    assert len(first) == LENGTH
    assert secret(tmp_path / "secret") == first
    assert secret(tmp_path / "other") != first


def test_only_its_owner_may_read_it(tmp_path):
    secret(tmp_path / "secret")

    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "secret").write_text("hello")

    with pytest.raises(DataError, match="32 bytes, not 5"):
        secret(tmp_path / "secret")


def test_servers_that_start_at_once_share_one_secret(tmp_path):
    for turn in range(20):
        path = tmp_path / f"secret{turn}"
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(secret, [path] * 8))) == 1

    assert len(list(tmp_path.iterdir())) == 20
