"""The house rules that no linter knows. The direction of imports stands in pyproject.toml."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
BANNED = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base"}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=HERE, capture_output=True, text=True, check=True)
    return [HERE / name for name in listed.stdout.splitlines() if (HERE / name).exists()]


SOURCES = tracked("*.py", "*.js", "*.css", "*.lua")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(HERE)))
def test_a_file_is_at_most_300_lines_long(path: Path) -> None:
    lines = path.read_bytes().count(b"\n")
    assert lines <= 300


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [p for p in SOURCES if p.stem.lower() in BANNED or p.parent.name in BANNED] == []


def test_nine_functions_of_ten_are_at_most_30_lines_long() -> None:
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in SOURCES
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[len(lengths) * 9 // 10] <= 30


def test_every_module_says_what_it_is() -> None:
    silent = [
        p
        for p in SOURCES
        if p.suffix == ".py"
        and p.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_module_of_the_dashboard_is_named_like_a_package() -> None:
    """Streamlit puts the script's folder first on the path: such a module would hide the package."""
    names = {p.stem for p in tracked("dashboard/*.py") if not p.stem.startswith("__")}
    hidden = {n for n in names if n in sys.stdlib_module_names or importlib.util.find_spec(n)}
    assert hidden == set()


def test_only_settings_reads_the_environment() -> None:
    """deploy/ makes the environment that settings.py reads."""
    readers = {
        str(path.relative_to(HERE))
        for path in SOURCES
        if path.suffix == ".py" and path.relative_to(HERE).parts[0] not in ("tests", "deploy")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert readers <= {"settings.py"}
