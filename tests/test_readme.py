"""The README is true: its commands run, its outputs are real, its options and its map are complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from jazz import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output that stands under it."""
    return [(first.strip(), rest) for first, _, rest in (each.partition("\n") for each in block.split("$ ")[1:])]


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0])
def test_commands_run_and_say_what_is_written(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the folder of the project, but files go elsewhere; an output may break off with "..."."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JAZZ_HOME", str(tmp_path / "home"))
    for command, output in commands(block):
        program, *words = shlex.split(command)
        assert program == "jazz"
        with pytest.raises(SystemExit) as end:
            cli.main(words)
        said = capsys.readouterr()
        assert not end.value.code, said.err
        shown, cut, _ = output.partition("...\n")
        assert said.out.startswith(shown) if cut or not shown else said.out.rstrip() == shown.rstrip()


def test_every_command_and_option_is_in_the_readme() -> None:
    for name, command in cli.jazz.commands.items():
        assert f"jazz {name}" in README
        for parameter in command.params:
            for word in parameter.opts:
                assert not word.startswith("--") or f"`{word}`" in README, f"jazz {name} {word}"


def test_the_map_shows_every_room_and_no_other() -> None:
    shown = re.findall(r"^  ([a-z]+(?:\.py|/)) +\S", README, re.MULTILINE)
    rooms = [path.name for path in (ROOT / "jazz").glob("*.py") if path.name != "__init__.py"]
    rooms += [f"{path.parent.name}/" for path in (ROOT / "jazz").glob("*/__init__.py")]
    assert sorted(shown) == sorted(rooms)


def test_the_chart_in_the_readme_can_be_played() -> None:
    from jazz import leadsheet  # noqa: PLC0415

    (chart,) = [block for block in blocks("text") if block.startswith("title:")]
    assert leadsheet.parse(chart).bars == 13


def test_the_set_up_is_what_the_checks_use() -> None:
    (_, tests) = [block for block in blocks("sh") if "venv" in block]
    install = "pip install -e '.[dev]'"
    assert install in tests
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith(tests.strip().rpartition(" && ")[2])
    assert "-e '.[dev]'" in script
