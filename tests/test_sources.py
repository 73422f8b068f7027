"""Which files there are: in order, once, only what looks like a solo, whatever else lies about."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from jazz.corpus import sources
from jazz.corpus.readers import Source
from jazz.corpus.sources import find
from jazz.errors import SourceError

no_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
unix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def names(*paths: Path | str) -> list[str]:
    return [source.path.name for source in find(paths).sources]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_the_kinds_that_can_be_read_are_found_in_order(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "b.mid",
        "a.MIDI",
        "c/d.kar",
        "c/a.RMI",
        "z.mxl",
        "y.musicxml",
        "cover.jpg",
        "mid",
        ".x.mid",
        ".h/a.mid",
    )
    assert names(tmp_path) == ["a.MIDI", "b.mid", "y.musicxml", "z.mxl", "a.RMI", "d.kar"]


def test_names_of_many_uses_count_only_when_they_look_like_solos(tmp_path: Path) -> None:
    for name, text in {
        **{"a.xml": "<score-partwise/>", "b.xml": "<html/>", "c.txt": "solo: | c4 |", "d.txt": "words"},
        **{"e.db": "no database"},
    }.items():
        (tmp_path / name).write_text(text)
    assert names(tmp_path) == ["a.xml", "c.txt"]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.mid", "b.mid")
    assert names(tmp_path / "b.mid", tmp_path, tmp_path / "b.mid") == ["b.mid", "a.mid"]


@unix
def test_links_in_a_circle_broken_links_and_pipes_do_no_harm(tmp_path: Path) -> None:
    touch(tmp_path, "a.mid", "in/b.mid")
    (tmp_path / "in" / "circle").symlink_to(tmp_path)
    (tmp_path / "in" / "circle.mid").symlink_to(tmp_path)
    (tmp_path / "broken.mid").symlink_to("nowhere")
    (tmp_path / "linked.mid").symlink_to("a.mid")
    os.mkfifo(tmp_path / "pipe.mid")
    os.mkfifo(tmp_path / "pipe.txt")
    assert names(tmp_path) == ["a.mid", "linked.mid", "b.mid"]
    os.mkfifo(tmp_path / "pipe.abc")
    assert find([tmp_path / "pipe.abc"]).sources == (Source(tmp_path / "pipe.abc"),)


@no_root
def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    touch(tmp_path, "a.mid", "closed/b.mid")
    (tmp_path / "closed").chmod(0)
    found = find([tmp_path])
    (tmp_path / "closed").chmod(0o700)
    assert [source.path.name for source in found.sources] == ["a.mid"]
    assert [(out.source, out.code) for out in found.closed] == [((tmp_path / "closed").as_posix(), "unreadable")]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_names_in_no_known_encoding_are_names(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.mid"
    Path(os.fsdecode(path)).touch()
    (found,) = find([tmp_path]).sources
    assert os.fsencode(found.path) == path


@pytest.mark.parametrize("name", ["no.mid", "x" * 5000, "a\0b"])
def test_what_is_not_there_is_an_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        find([tmp_path / name])
    assert error.value.code == "not-found"


def test_nothing_found_says_what_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no solos in .*; what can be read is \.mid") as error:
        find([tmp_path])
    assert error.value.code == "nothing-found"


def database(path: Path, melids: list[int]) -> Path:
    with sqlite3.connect(path) as opened:
        opened.execute("CREATE TABLE solo_info (melid INTEGER)")
        opened.executemany("INSERT INTO solo_info VALUES (?)", [(melid,) for melid in melids])
        for table in ("melody", "beats", "composition_info"):
            opened.execute(f"CREATE TABLE {table} (melid INTEGER)")
    return path


def test_a_database_is_read_in_runs_that_hold_every_entry_once(tmp_path: Path) -> None:
    melids = [number for number in range(3, 200) if number % 7]
    path = database(tmp_path / "w.db", melids[::-1])
    runs = [source.entries for source in find([tmp_path]).sources]
    assert [melid for run in runs for melid in run or ()] == melids
    assert {len(run or ()) for run in runs[:-1]} == {sources.BOOKS[".db"][0]}
    assert find([path]).sources[0].name == f"{path.as_posix()}#3-39"


@pytest.mark.parametrize("melids", [[], [None]])
def test_a_database_without_numbers_is_read_as_it_is(tmp_path: Path, melids: list[int]) -> None:
    path = database(tmp_path / "w.db", melids)
    assert find([path]).sources == (Source(path),)


def test_a_book_of_tunes_is_read_in_runs(tmp_path: Path) -> None:
    path = tmp_path / "book.abc"
    path.write_text("".join(f"X:{number}\nK:C\nCDE|\n\n" for number in range(100, 120)))
    assert [source.entries for source in find([path]).sources] == [(*range(1, 9),), (*range(9, 17),), (17, 18, 19, 20)]
    path.write_text("K:C\nCDE|\n")
    assert find([path]).sources == (Source(path),)
