"""Folders to songs: all is read or left out for a reason, in one order, and a tune stays on one side of a split."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import corpus, midi, weimar
from jazz.errors import SourceError
from jazz.music import PLAYED_PER_TICK, Change, Chart, LeftOut, Metre, Note, Part, Performance, PlayedNote, Solo, Song
from jazz.theory import parse_chord, parse_pitch

CHART = Chart(Metre(), 1, (Change(0, parse_chord("Dm7")),))
TEXT = """title: {title}
| Dm7                 | G7              |
solo: | d4 f4 a4:4 c5:2 | b4:4 g4:4 {last}:2 |
"""


def performance(names: str, title: str = "") -> Performance:
    """A bar of eighths on a saxophone."""
    notes = [(12 * i * PLAYED_PER_TICK, parse_pitch(name)) for i, name in enumerate(names.split())]
    played = tuple(PlayedNote(start, start + 200, pitch, 80) for start, pitch in notes)
    return Performance(replace(CHART, title=title), 120, (Part("Sax", 66, 0, played),))


def song(tune: str, source: str = "") -> Song:
    return Song(CHART, Solo((Note(0, 12, 60),)), 120, 0.5, source or tune, tune)


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
    found = corpus.read([folder])
    assert [song.title for song in found.songs] == ["One", "Two", "Four"]
    assert [(Path(out.source).name, out.code) for out in found.left_out] == [
        ("a.mid", "not-midi"),
        ("z.mid", "duplicate"),
    ]
    assert found.left_out[0].reason == "it is not a MIDI file: it does not begin with MThd"
    assert found.left_out[1].reason == f"duplicate of {folder / 'b.mid'}"


def test_the_number_of_workers_changes_nothing(folder: Path) -> None:
    assert corpus.read([folder], workers=2) == corpus.read([folder], workers=1)


def test_progress_is_told_after_each_file(folder: Path) -> None:
    told: list[tuple[int, int, str]] = []
    corpus.read([folder], on_progress=lambda *step: told.append(step))
    assert [(done, total) for done, total, _ in told] == [(i, 5) for i in range(1, 6)]
    assert told[0][2].endswith("a.mid")


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert len(corpus.find([folder / "b.mid", folder, folder / "b.mid"])) == 5


def test_a_file_that_is_named_is_read_whatever_its_name_says(folder: Path) -> None:
    assert [out.code for out in corpus.read([folder / "more" / "README.txt", folder / "cover.jpg"]).left_out] == [
        "text",
        "unknown-format",
    ]


def test_a_track_that_is_asked_for_is_passed_on(folder: Path) -> None:
    assert [out.code for out in corpus.read([folder / "b.mid"], track="Tuba").left_out] == ["no-such-track"]


@pytest.mark.parametrize(
    ("prepare", "code"),
    [(lambda folder: folder / "no", "not-found"), (lambda folder: folder, "nothing-found")],
)
def test_nothing_to_read_is_an_error(prepare: Callable[[Path], Path], code: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        corpus.read([prepare(tmp_path)])
    assert error.value.code == code


def test_a_text_that_cannot_be_decoded_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"solo: \xff\xfe")
    assert [out.code for out in corpus.read([tmp_path]).left_out] == ["unreadable"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_left_out(tmp_path: Path) -> None:
    midi.write(performance("C4"), tmp_path / "a.mid")
    (tmp_path / "a.mid").chmod(0)
    assert [out.code for out in corpus.read([tmp_path]).left_out] == ["unreadable"]


def test_a_database_gives_a_song_or_a_reason_for_each_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        song("a", "x.db#1"),
        LeftOut("x.db#2", "no-beats", "it has no beats"),
        replace(song("b", "x.db#3"), solo=Solo()),
    ]
    monkeypatch.setattr(weimar, "read", lambda _: iter(entries))
    (tmp_path / "x.db").write_bytes(b"")
    found = corpus.read([tmp_path / "x.db"])
    assert ([s.source for s in found.songs], [o.code for o in found.left_out]) == (["x.db#1"], ["no-beats", "empty"])


def test_a_line_in_another_rhythm_is_no_duplicate(tmp_path: Path) -> None:
    for name, last in (("a", "e4"), ("b", "f4"), ("c", "e4")):
        (tmp_path / f"{name}.txt").write_text(TEXT.format(title=name, last=last))
    (tmp_path / "d.txt").write_text(TEXT.format(title="d", last="e4").replace("a4:4 c5:2", "a4:2 c5:4"))
    assert [s.title for s in corpus.read([tmp_path]).songs] == ["a", "b", "d"]


TUNES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40)


@given(TUNES, st.floats(0.01, 0.99), st.integers(0, 9))
def test_no_tune_is_on_both_sides_and_nothing_is_lost(tunes: list[str], share: float, seed: int) -> None:
    songs = [song(tune, f"{tune}{i}") for i, tune in enumerate(tunes)]
    training, validation = corpus.split(songs, share, seed)
    assert not {s.tune for s in training} & {s.tune for s in validation}
    assert sorted(s.source for s in (*training, *validation)) == sorted(s.source for s in songs)
    if len(set(tunes)) > 1:
        assert training
        assert validation


@given(TUNES, st.randoms())
def test_a_split_does_not_depend_on_the_order(tunes: list[str], dice: object) -> None:
    songs = [song(tune) for tune in tunes]
    backwards = corpus.split(songs[::-1], 0.3, 1)
    assert {s.tune for s in backwards[1]} == {s.tune for s in corpus.split(songs, 0.3, 1)[1]}


def test_a_split_has_about_the_share_that_was_asked_for_and_depends_on_the_seed() -> None:
    songs = [song(str(number)) for number in range(100)]
    assert len(corpus.split(songs, 0.2, 1)[1]) == 20
    assert corpus.split(songs, 0.2, 1) != corpus.split(songs, 0.2, 2)


def test_a_file_can_prescribe_the_split(tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text(json.dumps({"1": {"id": "Parker_Ornithology", "split": "train"}, "2": {"id": "X", "split": "val"}}))
    songs = [song("a", "wjazzd.db#1"), song("b", "wjazzd.db#2"), song("c", "midi/Parker_Ornithology.mid"), song("d")]
    parting = corpus.read_split(path)
    assert [s.tune for s in corpus.select(songs, parting, "train")] == ["a", "c"]
    assert [s.tune for s in corpus.select(songs, parting, "val")] == ["b"]


@pytest.mark.parametrize("text", ["", "[]", "{}[", '{"1": {}}', '{"1": 2}', "[" * 100_000])
def test_a_file_that_is_no_split_says_what_one_is(text: str, tmp_path: Path) -> None:
    (tmp_path / "split.json").write_text(text)
    with pytest.raises(SourceError, match="is no split; write JSON like"):
        corpus.read_split(tmp_path / "split.json")
