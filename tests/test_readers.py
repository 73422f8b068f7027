"""One source to songs: by the reader of its kind, and never more than a reason when something is wrong."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from jazz import assets, midi, weimar
from jazz.corpus.readers import Source, read_file, read_source
from jazz.music import Change, Chart, LeftOut, Metre, Note, Part, Performance, PlayedNote, Solo, Song
from jazz.theory import parse_chord

SOLO = assets.corpus_files()[0]
CHART = Chart(Metre(), 1, (Change(0, parse_chord("Dm7")),))
LINE = tuple(PlayedNote(240 * i, 240 * i + 200, 60 + i, 80) for i in range(6))


def only(path: Path) -> Song | LeftOut:
    (found,) = read_file(path)
    return found


def code(path: Path) -> str:
    found = only(path)
    assert isinstance(found, LeftOut)
    assert found.source == path.as_posix()
    return found.code


@pytest.mark.parametrize("name", ["solo.txt", "solo.TXT"])
def test_a_kind_is_known_by_the_end_of_the_name(tmp_path: Path, name: str) -> None:
    found = only(Path(shutil.copy(SOLO, tmp_path / name)))
    assert isinstance(found, Song)
    assert found.source == (tmp_path / name).as_posix()


def test_a_name_that_says_nothing_leaves_it_to_the_content(tmp_path: Path) -> None:
    midi.write(Performance(CHART, 120, (Part("Sax", 66, 0, LINE),)), tmp_path / "line")
    assert isinstance(only(tmp_path / "line"), Song)
    assert isinstance(only(Path(shutil.copy(SOLO, tmp_path / "solo.old"))), Song)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    assert code(tmp_path / "photo.jpg") == "unknown-format"


def test_a_text_that_cannot_be_decoded_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"solo: \xff\xfe")
    assert code(tmp_path / "a.txt") == "unreadable"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among files")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mid")
    begun = time.perf_counter()
    assert code(tmp_path / "pipe.mid") == code(tmp_path / "gone.mid") == "unreadable"
    assert time.perf_counter() - begun < 1


def test_a_reason_does_not_name_the_file_twice(tmp_path: Path) -> None:
    (tmp_path / "a.mid").write_bytes(b"no music")
    found = only(tmp_path / "a.mid")
    assert isinstance(found, LeftOut)
    assert "a.mid" not in found.reason


def test_a_database_gives_a_song_or_a_reason_for_each_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    song = Song(CHART, Solo((Note(0, 12, 60),)), 120, 0.5, "x.db#1", "a")
    entries = [song, LeftOut("x.db#2", "no-beats", "it has no beats"), replace(song, source="x.db#3", solo=Solo())]
    monkeypatch.setattr(weimar, "read", lambda _, melids: iter(entries[: len(melids)]))
    (tmp_path / "x.db").write_bytes(b"")
    found = read_source(Source(tmp_path / "x.db", (1, 2, 3)))
    assert found == [*entries[:2], LeftOut("x.db#3", "empty", "its solo has no note")]
    assert read_source(Source(tmp_path / "x.db", (1,))) == [song]


def test_a_book_of_tunes_gives_those_that_are_asked_for(tmp_path: Path) -> None:
    tunes = (f'X:{number}\nT:Tune {number}\nM:4/4\nL:1/4\nK:C\n"C"CDEF|"G7"GFED|\n' for number in (5, 6, 7))
    (tmp_path / "book.abc").write_text("\n".join(tunes))
    found = read_source(Source(tmp_path / "book.abc", (2, 3, 4)))
    assert [result.source for result in found] == [f"{tmp_path.as_posix()}/book.abc#{number}" for number in (6, 7)]
    assert all(isinstance(result, Song) for result in found)
