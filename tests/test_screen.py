"""What moves on the screen: a bar on a terminal, one line elsewhere, and what there is to say about the whole."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from jazz import assets
from jazz.cli import screen


class Terminal(io.StringIO):
    """A terminal that remembers what was written."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three solos and a bad file; what is remembered lies beside them."""
    monkeypatch.setenv("JAZZ_HOME", str(tmp_path / "home"))
    for path in assets.corpus_files()[:3]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "bad.mid").write_bytes(b"no music")
    return tmp_path


def test_elsewhere_it_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = screen.read([folder], None)
    told = capsys.readouterr()
    assert len(found.songs) == 3
    assert not told.out
    assert re.fullmatch(r"read 3 songs, 1 left out, [\d,]+/s\n", told.err)


def test_on_a_terminal_a_bar_moves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    screen.read([folder], None)
    *steps, last = re.findall(r"reading  \[[#-]+\]  (\d)/4 .*?(\d) songs, 1 left out", terminal.getvalue())
    assert steps
    assert last == ("4", "3")


def test_what_was_read_is_remembered_unless_it_must_not_be(folder: Path) -> None:
    screen.read([folder], None, cached=False)
    assert not (folder / "home").exists()
    screen.read([folder], None, mapper=map)
    assert (folder / "home" / "cache" / "readings.sqlite").is_file()


def test_trouble_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "home").touch()
    screen.read([folder], None)
    assert "so nothing that is read is remembered" in capsys.readouterr().err
