"""A secret is made once and read by nobody else."""

import stat

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
