"""A snapshot that is damaged, edited or meant to harm is refused with one sentence."""

import functools
import io
import json
import stat
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import snapshot
from core.errors import SnapshotError
from core.snapshot import container
from core.snapshot import manifest as manifests
from tests.core.snapshot.example import broken, curves, forged, made, parts, zipped


@functools.cache
def sound():
    """Return a sound snapshot whose pictures are small, so that damage hits what is read."""
    files = parts(made(curves=curves(3)))
    small = {name: b"small" for name in files if name.endswith((".png", ".html", ".parquet"))}
    data = forged(made(curves=curves(3)), small)
    assert snapshot.read(data).id == snapshot.read(made()).id
    return data


def refused(data, said):
    with pytest.raises(SnapshotError, match=said) as caught:
        snapshot.read(data)
    words = str(caught.value)
    assert "\n" not in words
    assert len(words) < 500
    assert words.endswith((".", "?"))


@pytest.mark.parametrize("data", [b"", b"PK", b"hello", b"\x89PNG\r\n", b"\0" * 100])
def test_what_is_no_zip_is_refused(data):
    refused(data, "not a snapshot")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    refused(tmp_path / "none.zip", "none.zip cannot be read")
    refused(tmp_path, "cannot be read")


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.999])
def test_a_cut_file_is_refused(share):
    refused(sound()[: int(len(sound()) * share)], "damaged or cut short|not a snapshot")


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "/etc/passwd", "charts/../../x.png", "C:\\x.txt", "a\\b.txt", "charts/",
     "x\x00.txt", "a/b/c.txt", ".hidden", "charts/\u202egnp.exe", "CON", "x" * 200 + ".txt"],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name):
    refused(zipped(("manifest.json", b"{}"), (name, b"x")), "cannot be named|damaged")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_links_and_devices_are_refused(kind):
    entry = zipfile.ZipInfo("scenario.toml")
    entry.external_attr = (kind | 0o777) << 16

    refused(zipped((entry, b"/etc/passwd")), "plain file")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused():
    refused(zipped(("manifest.json", b"{}"), ("manifest.json", b"{}")), "twice")


def test_a_bomb_is_refused_however_small_it_says_it_is():
    zeros = b"\0" * (container.MOST_BYTES + 1)
    bomb = zipped(("metrics.csv", zeros))
    assert len(bomb) < 100_000
    lying = bomb.replace(struct.pack("<L", len(zeros)), struct.pack("<L", 10))

    refused(bomb, "more than 32 MB")
    refused(lying, "damaged|more than")


def test_many_parts_that_fit_alone_but_not_together_are_refused():
    part = b"\0" * (container.MOST_BYTES - 1)

    refused(zipped(*((f"part{i}.bin", part) for i in range(3))), "more than 64 MB")


def test_too_many_parts_are_refused_before_they_are_read():
    refused(zipped(*((f"p{i}.txt", b"") for i in range(container.MOST_PARTS + 1))), "at most 64")


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.zip"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(10 * container.MOST_BYTES)

    refused(path, "at most 32 MB")


def test_an_encrypted_part_is_refused():
    data = bytearray(zipped(("manifest.json", b"{}")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    refused(bytes(data), "encrypted")


def test_another_packing_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("manifest.json", b"{}")

    refused(target.getvalue(), "stored or deflated")


def test_a_stored_zip_of_the_same_parts_reads_the_same():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts(sound()).items():
            archive.writestr(name, content)

    assert snapshot.read(target.getvalue()) == snapshot.read(sound())


@pytest.mark.parametrize("name", sorted(parts(made())))
def test_a_missing_part_is_refused(name):
    refused(broken(made(), {name: None}), "missing|no manifest")


@pytest.mark.parametrize("name", sorted({*parts(made())} - {"manifest.json"}))
def test_an_edited_part_is_refused(name):
    refused(broken(made(), {name: lambda content: content + b" "}), "edited|does not match")


def test_a_part_more_is_refused():
    refused(broken(sound(), {"charts/more.png": b"x"}), "does not list")


def test_a_manifest_edited_by_hand_is_refused():
    def later(content):
        return content.replace(b"2026-11-24", b"2026-11-25")

    refused(broken(sound(), {"manifest.json": later}), "edited")


def test_an_edited_number_is_refused_even_with_its_checksum_made_right():
    def better(content):
        assert b",100000," in content
        return content.replace(b",100000,", b",100001,", 1)

    refused(forged(sound(), {"metrics.csv": better}), "numbers of this snapshot were edited")


def test_an_edited_statistic_is_refused_even_with_the_seal_made_right():
    refused(forged(sound(), change=lambda v: v["statistics"].clear()), "numbers .* edited")


def test_another_scenario_is_refused_even_with_its_checksum_made_right():
    def other(content):
        return content.replace(b"seed = 7", b"seed = 8")

    refused(forged(sound(), {"scenario.toml": other}), "is not the one")
    refused(forged(sound(), change=lambda v: v.update(seed=8)), "is not the one")
    refused(forged(sound(), change=lambda v: v["parameters"].clear()), "is not the one")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"seed = [[[", "cannot run here"),
        (b"a = " + b"[" * 20_000, "cannot run here|not TOML"),
        (b"[setup]\nseed = " + b"9" * 5000, "cannot run here|not TOML"),
        (b"[setup]\nseed = 1e999", "seed must be"),
        (b"[setup]\nmembers = 10_000_000_000", "members must be"),
        (b"[setup]\nmember = 5", "did you mean"),
        (b"ideas = 3", "must be a table"),
        (b"schema = 2", "schema must be"),
    ],
)
def test_a_scenario_that_is_none_is_refused(content, said):
    refused(forged(sound(), {"scenario.toml": content}), said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not plain JSON"),
        (b"\xff{}", "UTF-8"),
        ("{}".encode("utf-16"), "UTF-8"),
        (b"[1]", "schema_version"),
        (b"null", "schema_version"),
        (b"{}", "schema_version"),
        (b'{"schema_version": NaN}', "no number"),
        (b'{"schema_version": -Infinity}', "no number"),
        (b'{"schema_version": 1e999}', "finite"),
        (b'{"schema_version": 1, "schema_version": 1}', "twice"),
        (b'{"schema_version": true}', "schema_version"),
        (b'{"schema_version": 2}', "reads up to 1"),
        (b"[" * 100_000, "not plain JSON"),
        (b"[" * 100 + b"]" * 100, "nested too deep"),
        (b'{"a": "\\ud800"}', "half a letter"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not plain JSON"),
    ],
)
def test_a_manifest_that_is_none_is_refused(content, said):
    refused(zipped(("manifest.json", content)), said)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", "7"),
        ("seed", 7.0),
        ("seed", True),
        ("id", 3),
        ("id", "0" * 63),
        ("at", "yesterday"),
        ("commit", ["x"]),
        ("commit", "\x1b]0;owned\x07"),
        ("versions", {"numpy": 2}),
        ("confidence", 95),
        ("metrics", {}),
        ("metrics", [{}]),
        ("columns", {"metric": "object"}),
        ("statistics", []),
        ("files", {"x": {"bytes": 1}}),
        ("surprise", 1),
    ],
)
def test_wrong_types_in_the_manifest_are_refused(name, value):
    refused(forged(sound(), change=lambda values: values.update({name: value})), f"{name}.* wrong")


@pytest.mark.parametrize("name", sorted(manifests.Manifest.model_fields))
def test_a_manifest_with_a_key_missing_is_refused(name):
    values = json.loads(parts(sound())["manifest.json"])
    del values[name]
    if name != "seal":
        values["seal"] = manifests.seal(values)

    refused(
        broken(sound(), {"manifest.json": json.dumps(values).encode()}), f"{name}|does not list"
    )


HEAD = b"metric,arm,persona,estimate,se,low,high,n,method,p,skewed\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "must start with"),
        (b"\xff\xfe", "UTF-8"),
        (b"a,b\n", "must start with"),
        (HEAD + b"take_rate,lift\n", "row 2: 11 cells needed, not 2"),
        (HEAD + b'"x', "not CSV"),
        (HEAD + b"take_rate,lift,all,0x1,1.0,1.0,1.0,3,W,,true\n", "row 2, column estimate"),
        (HEAD + b"take_rate,lift,all,nan,1.0,1.0,1.0,3,W,,true\n", "row 2, column estimate"),
        (HEAD + b"take_rate,lift,all,1.00,1.0,1.0,1.0,3,W,,true\n", "row 2, column estimate"),
        (HEAD + b"take_rate,lift,all,1.0,1.0,1.0,1.0,3.5,W,,true\n", "row 2, column n"),
        (HEAD + b"take_rate,lift,all,1.0,1.0,1.0,1.0,,W,,true\n", "row 2, column n"),
        (HEAD + b"take_rate,lift,all,1.0,1.0,1.0,1.0,9223372036854775808,W,,true\n", "fit"),
        (HEAD + b"take_rate,lift,all,1.0,1.0,1.0,1.0,3,=W(),,true\n", "would run"),
        (HEAD + b"take_rate,lift,all,1.0,1.0,1.0,1.0,3,W,,maybe\n", "row 2, column skewed"),
        (HEAD + b"take_rate,lift,all,1.0,1.0,1.0,1.0,3,W,,true\n" * 2, "two rows"),
        (HEAD + b"joy,lift,all,1.0,1.0,1.0,1.0,3,W,,true\n", "metric 'joy'"),
        (HEAD + b"take_rate,lift,all,1.0,1.0,1.0,1.0,3," + b"W" * 200_000 + b",,true\n", "CSV"),
        (HEAD, "types|edited"),
    ],
)
def test_a_table_that_is_none_is_refused(content, said):
    refused(forged(sound(), {"metrics.csv": content}), said)


def test_curves_for_a_trillion_days_are_refused():
    def far(content):
        return content.replace(b",3,", b",1000000000000,", 1)

    refused(forged(sound(), {"curves.csv": far}), "whole days from 1 to 28")


def intact_or_refused(data):
    try:
        read = snapshot.read(data)
    except SnapshotError:
        return
    assert read.id == snapshot.read(sound()).id
    assert read.table.equals(snapshot.read(sound()).table)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6),
    st.floats(0, 1),
    st.sampled_from(["anywhere", "directory", "first header"]),
    st.booleans(),
)
def test_flipped_and_cut_bytes_are_refused_or_harmless(flips, length, where, cut):
    data = bytearray(sound())
    directory = data.index(b"PK\x01\x02")
    first, last = {
        "anywhere": (0, len(data)),
        "directory": (directory, len(data)),
        "first header": (0, 60),
    }[where]
    for place, byte in flips:
        data[first + int(place * (last - first))] = byte

    intact_or_refused(bytes(data[: int(length * len(data))] if cut else data))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(manifests.Manifest.model_fields)), PLAIN)
def test_any_value_anywhere_in_a_sealed_manifest_is_refused_or_harmless(name, value):
    values = json.loads(parts(sound())["manifest.json"])
    values[name] = value
    try:
        values["seal"] = manifests.seal(values)
    except ValueError:  # infinity has no text in JSON; Python writes one all the same
        values["seal"] = "0" * 64

    intact_or_refused(broken(sound(), {"manifest.json": json.dumps(values).encode()}))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["metrics.csv", "curves.csv", "scenario.toml"]),
    st.integers(0, 10**6),
    st.binary(max_size=4),
    st.integers(0, 4),
)
def test_parts_rewritten_with_right_checksums_are_refused_or_harmless(name, at, bytes_, gone):
    def rewrite(content):
        place = at % len(content)
        return content[:place] + bytes_ + content[place + gone :]

    intact_or_refused(forged(sound(), {name: rewrite}))
