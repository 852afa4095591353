"""The code base keeps its shape: who imports whom, and how big things may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path
import subprocess
import sys
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("custom_components", "scripts", "tests")

# Modules that are one long table, with the reason why it is better in one piece.
TABLES: dict[str, str] = {
    "custom_components/local_ocpp/sensor.py": "a row per sensor",
    "custom_components/local_ocpp/services.py": "a row per action",
}
MODULE_LINES = 400
FUNCTION_LINES = 50
MOST_FUNCTION_LINES = 25
# Home Assistant wants this file, empty as it is.
WITHOUT_DOCSTRING = {"custom_components/__init__.py"}

type Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """A Python file and what it says."""

    path: str
    lines: int
    tree: ast.Module


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    """Every module of the repository."""
    files = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
    return [_module(file) for file in files]


def test_imports_point_the_right_way() -> None:
    """The contracts in pyproject.toml are kept."""
    command = Path(sys.executable).with_name("lint-imports")
    linted = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_every_module_says_what_it_is_for(modules: list[Module]) -> None:
    """A module opens with a sentence."""
    silent = {module.path for module in modules if not ast.get_docstring(module.tree)}
    assert silent <= WITHOUT_DOCSTRING


def test_no_module_is_too_long(modules: list[Module]) -> None:
    """Only tables grow beyond 400 lines."""
    long = {module.path for module in modules if module.lines > MODULE_LINES}
    assert long <= set(TABLES)


def test_no_function_is_too_long(modules: list[Module]) -> None:
    """A function fits on a screen."""
    long = [
        f"{module.path}:{function.lineno} {function.name}: {_lines(function)} lines"
        for module in modules
        for function in _functions(module)
        if _lines(function) > FUNCTION_LINES
    ]
    assert not long


def test_most_functions_are_short(modules: list[Module]) -> None:
    """Nine functions out of ten have 25 lines at most."""
    lengths = [
        _lines(function) for module in modules for function in _functions(module)
    ]
    long = sum(length > MOST_FUNCTION_LINES for length in lengths)
    assert long <= len(lengths) / 10


def test_tables_are_still_there(modules: list[Module]) -> None:
    """Exceptions for modules that are gone are gone, too."""
    assert set(TABLES) | WITHOUT_DOCSTRING <= {module.path for module in modules}


def _module(file: Path) -> Module:
    text = file.read_text("utf-8")
    path = file.relative_to(ROOT).as_posix()
    return Module(path, text.count("\n"), ast.parse(text, path))


def _functions(module: Module) -> Iterator[Function]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
