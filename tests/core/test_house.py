"""Rules of the house that no linter checks."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = [
    path for part in ("core", "ui", "pages", "benchmarks") for path in (ROOT / part).rglob("*.py")
]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_nothing_imports_the_server():
    assert not [path for path in OURS if "app" in {name.split(".")[0] for name in imports(path)}]


def test_only_the_cache_module_caches_for_the_screen():
    for path in OURS:
        text = path.read_text(encoding="utf-8")
        assert "st.cache_" not in text or path.name == "cache.py", path


def test_no_page_writes_raw_html():
    for path in OURS:
        if path.parent.name in ("pages", "ui"):
            assert "unsafe_allow_html" not in path.read_text(encoding="utf-8"), path


def test_no_global_random_state_is_used():
    for path in OURS:
        text = path.read_text(encoding="utf-8")
        assert "np.random.seed" not in text, path
        assert "np.random.rand" not in text, path
