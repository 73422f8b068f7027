"""The house as it stands: one room for each outside library, and one that prints. Layers are import-linter's."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "jazz"
OWNERS = {
    "chardet": {"midi"},
    "click": {"cli"},
    "distributed": {"corpus"},
    "keras": {"network"},
    "matplotlib": {"pianoroll", "plots"},
    "mido": {"midi"},
    "music21": {"notation"},
    "pebble": {"corpus"},
    "safetensors": {"checkpoint", "model", "weights"},
    "sklearn": {"listeners"},
    "sqlite3": {"corpus", "weimar"},
    "symusic": {"midi"},
    "tensorflow": {"network"},
}
LONGEST_MODULE = 350  # lines; the plan says 60 to 250


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    """The room that a file belongs to: a module of the package, or a package in it."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The top-level names of all packages that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_each_outside_library_has_its_rooms() -> None:
    found = defaultdict(set)
    for path in modules():
        for name in imports(path) & set(OWNERS):
            found[name].add(room(path))
    assert {name: found[name] for name in OWNERS} == OWNERS


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_prints(path: Path) -> None:
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    printing = [call.id for call in calls if isinstance(call, ast.Name) and call.id in {"print", "input", "exit"}]
    assert not printing


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_module_says_what_it_is_and_can_be_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_caught_blindly_and_no_randomness_is_global(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None
            assert not (isinstance(node.type, ast.Name) and node.type.id == "Exception")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "random":
            assert node.attr in {"Random", "Generator"}
