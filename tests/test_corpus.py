"""Folders to songs: all is read or left out for a reason, in one order; what was read before is not read again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from jazz import corpus, midi
from jazz.corpus.cache import Cache
from jazz.corpus.workers import Lost, in_processes
from jazz.errors import SourceError
from jazz.music import PLAYED_PER_TICK, Change, Chart, Metre, Part, Performance, PlayedNote
from jazz.theory import parse_chord, parse_pitch

T = TypeVar("T")
R = TypeVar("R")

CHART = Chart(Metre(), 1, (Change(0, parse_chord("Dm7")),))
TEXT = """title: {title}
| Dm7                 | G7              |
solo: | d4 f4 a4:4 c5:2 | b4:4 g4:4 {last}:2 |
"""

read = partial(corpus.read, mapper=map)


def performance(names: str, title: str = "") -> Performance:
    """A bar of eighths on a saxophone."""
    notes = [(12 * i * PLAYED_PER_TICK, parse_pitch(name)) for i, name in enumerate(names.split())]
    played = tuple(PlayedNote(start, start + 200, pitch, 80) for start, pitch in notes)
    return Performance(replace(CHART, title=title), 120, (Part("Sax", 66, 0, played),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two solos in MIDI, one in text, a bad file, a duplicate in another key, and files of no concern."""
    (tmp_path / "more").mkdir()
    (tmp_path / ".hidden").mkdir()
    midi.write(performance("C4 D4 E4 G4", "One"), tmp_path / "b.mid")
    midi.write(performance("C5 B4 A4 G4", "Two"), tmp_path / "more" / "a.MID")
    midi.write(performance("F4 G4 A4 C5", "Three"), tmp_path / "more" / "z.mid")
    midi.write(performance("C4 C4"), tmp_path / ".hidden" / "c.mid")
    (tmp_path / "a.mid").write_bytes(b"no music")
    (tmp_path / "more" / "line.txt").write_text(TEXT.format(title="Four", last="e4"))
    (tmp_path / "more" / "README.txt").write_text("nothing to play")
    (tmp_path / "other.xml").write_text("<html/>")
    (tmp_path / "cover.jpg").write_bytes(b"")
    return tmp_path


def test_a_folder_is_read_in_order_and_what_is_left_out_has_a_reason(folder: Path) -> None:
    found = read([folder])
    assert [song.title for song in found.songs] == ["One", "Two", "Four"]
    assert [(Path(out.source).name, out.code) for out in found.left_out] == [
        ("a.mid", "not-midi"),
        ("z.mid", "duplicate"),
    ]
    assert found.left_out[0].reason.startswith("it is not a MIDI file")
    assert found.left_out[1].reason == f"duplicate of {folder / 'b.mid'}"
    assert not found.notes


def test_who_reads_and_how_many_changes_nothing(folder: Path) -> None:
    here = read([folder])
    assert [corpus.read([folder], mapper=partial(in_processes, workers=count)) for count in (1, 2)] == [here, here]


def test_progress_is_told_after_each_file(folder: Path) -> None:
    told: list[tuple[int, int, Sequence[object]]] = []
    found = read([folder], on_progress=lambda *step: told.append(step))
    assert [(done, total) for done, total, _ in told] == [(i, 5) for i in range(1, 6)]
    assert told[0][2] == [found.left_out[0]]


def test_a_file_that_is_named_is_read_whatever_its_name_says(folder: Path) -> None:
    assert [out.code for out in read([folder / "more" / "README.txt", folder / "cover.jpg"]).left_out] == [
        "text",
        "unknown-format",
    ]


def test_a_track_that_is_asked_for_is_passed_on(folder: Path) -> None:
    assert [out.code for out in read([folder / "b.mid"], track="Tuba").left_out] == ["no-such-track"]


@pytest.mark.parametrize(
    ("prepare", "code"),
    [(lambda folder: folder / "no", "not-found"), (lambda folder: folder, "nothing-found")],
)
def test_nothing_to_read_is_an_error(prepare: Callable[[Path], Path], code: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        read([prepare(tmp_path)])
    assert error.value.code == code


def test_a_line_in_another_rhythm_is_no_duplicate(tmp_path: Path) -> None:
    for name, last in (("a", "e4"), ("b", "f4"), ("c", "e4")):
        (tmp_path / f"{name}.txt").write_text(TEXT.format(title=name, last=last))
    (tmp_path / "d.txt").write_text(TEXT.format(title="d", last="e4").replace("a4:4 c5:2", "a4:2 c5:4"))
    assert [s.title for s in read([tmp_path]).songs] == ["a", "b", "d"]


def test_versions_of_a_tune_have_one_tune_and_that_is_said(tmp_path: Path) -> None:
    """The second leaves out the beginning and is called something else."""
    line = ["c4", "e4", "f4", "d4", "g4", "a4", "b4", "g4", "c5", "bb4", "a4", "f4", "e4", "c4", "d4", "g3"] * 2
    for name, notes in (("one", line), ("two", line[4:])):
        bars = [" ".join(f"{note}:4" for note in notes[at : at + 4]) for at in range(0, len(notes), 4)]
        (tmp_path / f"{name}.txt").write_text(f"title: {name}\n{'| C7 ' * len(bars)}|\nsolo: | {' | '.join(bars)} |\n")
    found = read([tmp_path])
    assert [song.tune for song in found.songs] == ["one", "one"]
    assert [song.title for song in found.songs] == ["one", "two"]
    assert len(found.notes) == 1
    assert found.notes[0].endswith('such as two.txt with "one"')


def refusing(_: Callable[[T], R], things: Sequence[T]) -> Iterator[R | Lost]:
    """A mapper with nothing to do."""
    assert not things
    return iter(())


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "readings"


def test_what_was_read_before_is_not_read_again(folder: Path, cache: Path) -> None:
    with Cache(cache) as store:
        first = read([folder], cache=store)
    with Cache(cache) as store:
        assert corpus.read([folder], mapper=refusing, cache=store) == first


def test_a_folder_that_was_moved_is_not_read_again(folder: Path, cache: Path) -> None:
    with Cache(cache) as store:
        first = read([folder / "more"], cache=store)
    (folder / "more").rename(folder / "moved")
    with Cache(cache) as store:
        again = corpus.read([folder / "moved"], mapper=refusing, cache=store)
    assert [song.source for song in again.songs] == [song.source.replace("/more/", "/moved/") for song in first.songs]


def test_what_changed_is_read_again(folder: Path, cache: Path) -> None:
    """A file of another content, of another name (which says of what kind it is), or with another track asked for."""
    file, text = folder / "b.mid", folder / "more" / "line.txt"
    with Cache(cache) as store:
        read([folder], cache=store)
        midi.write(performance("A4 B4 A4 G4", "New"), file, force=True)
        assert [song.title for song in read([file], cache=store).songs] == ["New"]
        assert [out.code for out in read([file], track="Tuba", cache=store).left_out] == ["no-such-track"]
        assert [out.code for out in read([text.rename(folder / "line.mid")], cache=store).left_out] == ["not-midi"]


def losing(code: str, _: Callable[[T], R], things: Sequence[T]) -> Iterator[R | Lost]:
    """A mapper that loses everything."""
    return (Lost(code, "for a reason") for _ in things)


@pytest.mark.parametrize(("code", "remembered"), [("too-slow", True), ("too-big", True), ("crashed", False)])
def test_what_was_lost_is_left_out_and_remembered_unless_it_was_chance(
    folder: Path, cache: Path, code: str, remembered: bool
) -> None:
    with Cache(cache) as store:
        lost = corpus.read([folder], mapper=partial(losing, code), cache=store)
        assert [(out.code, out.reason) for out in lost.left_out] == [(code, "for a reason")] * 5
        assert (read([folder], cache=store) == lost) is remembered


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_left_out_until_it_has_one(tmp_path: Path, cache: Path) -> None:
    midi.write(performance("C4"), tmp_path / "a.mid")
    (tmp_path / "a.mid").chmod(0)
    with Cache(cache) as store:
        assert [out.code for out in read([tmp_path / "a.mid"], cache=store).left_out] == ["unreadable"]
        (tmp_path / "a.mid").chmod(0o600)
        assert len(read([tmp_path / "a.mid"], cache=store).songs) == 1


def test_a_damaged_entry_is_read_again(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache(cache) as store:
        first = read([folder], cache=store)
    with Cache(cache) as store:
        monkeypatch.setattr(store, "get", lambda _: b"damaged")
        assert read([folder], cache=store) == first


def test_trouble_with_the_cache_is_said_and_costs_no_song(folder: Path) -> None:
    with Cache(folder / "a.mid" / "readings") as store:
        found = read([folder], cache=store)
    assert len(found.songs) == 3
    assert "nothing that is read is remembered" in found.notes[0]
