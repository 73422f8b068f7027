"""A solo becomes a MusicXML file that others read as it was meant: notes, chords, feel, transposition, lines."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from music21 import converter

from jazz.engraving import musicxml
from jazz.errors import JazzError
from jazz.instruments import find_instrument, transposition
from jazz.music import TICKS_PER_QUARTER, Chart, Note, Solo, Song
from jazz.notation import songs_from_musicxml
from jazz.solotext import parse
from tests.strategies import songs

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
TUNE = """
title: Corner Tune
key: F
tempo: 140
style: swing
[A]   | Gm7               | C7         | F6        | D7b9/F#    |
solo: | r g4 bb4 d5 f5:4. d5 | c5 db5 c5 bb4 ab4 g4 e4:4 | r:2 a4:2~ | a4:4 f#4:4 r:2 |
[B]   | Gm7 C7 | F6 |
solo: | bb4:8/3 a4:8/3 g4:8/3 e4:4 bb4:16 a4:16 ab4:16 g4:16 c4:4 | f4:1 |
"""


def file_of(song: Song, instrument: str = "flute", **options: Any) -> bytes:
    return musicxml(
        song.solo, song.chart, instrument=find_instrument(instrument), tempo=song.tempo, swing=song.swing, **options
    )


def page(song: Song, instrument: str = "flute", **options: Any) -> ElementTree.Element:
    return ElementTree.fromstring(file_of(song, instrument, **options))


def texts(root: ElementTree.Element, path: str) -> list[str | None]:
    return [found.text for found in root.findall(path)]


def sounding(root: ElementTree.Element) -> list[tuple[int, int, int]]:
    """The notes as (onset, duration, pitch), read by the letter of the standard, ties joined."""
    notes: list[tuple[int, int, int]] = []
    bar, shift = Fraction(0), 0
    divisions = int(root.findtext(".//divisions") or 1)
    if (transpose := root.find(".//transpose")) is not None:
        shift = int(transpose.findtext("chromatic") or 0) + 12 * int(transpose.findtext("octave-change") or 0)
    for measure in root.iter("measure"):
        place = bar
        for note in measure.iter("note"):
            end = place + Fraction(int(note.findtext("duration") or 0), divisions) * TICKS_PER_QUARTER
            if note.find("pitch") is not None:
                step, alter, octave = (note.findtext(f"pitch/{name}") or "0" for name in ("step", "alter", "octave"))
                pitch = STEPS[step] + int(alter) + 12 * (int(octave) + 1) + shift
                onset = notes.pop()[0] if note.find("tie[@type='stop']") is not None else round(place)
                notes.append((onset, round(end) - onset, pitch))
            place = end
        bar = place
    return notes


def notes_of(solo: Solo) -> list[tuple[int, int, int]]:
    return [(note.onset, note.duration, note.pitch) for note in solo]


def chords_of(chart: Chart) -> list[tuple[int, str]]:
    return [(change.onset, change.chord.symbol) for change in chart.changes]


@given(songs())
def test_every_solo_is_in_its_file(song: Song) -> None:
    """Whatever its rhythm, and for every instrument."""
    inside = Solo(tuple(note for note in song.solo if 24 <= note.pitch <= 100))
    for instrument in ("flute", "baritone sax", "bass"):
        for semitones in (None, transposition(instrument)):
            root = page(replace(song, solo=inside), instrument, transposition=semitones)
            assert sounding(root) == notes_of(inside)


@pytest.mark.parametrize("semitones", [None, 2, 14, 9])
def test_what_is_written_is_read_again(tmp_path: Path, semitones: int | None) -> None:
    """Solo, chords, sections, key, metre, tempo and feel, also from a transposed part."""
    song = parse(TUNE)
    path = tmp_path / "tune.musicxml"
    path.write_bytes(file_of(song, transposition=semitones))
    (read,) = songs_from_musicxml(path)
    assert notes_of(read.solo) == notes_of(song.solo)
    assert chords_of(read.chart) == chords_of(song.chart)
    assert [(part.onset, part.name) for part in read.chart.sections] == [(0, "A"), (384, "B")]
    assert (read.chart.key, read.chart.metre, read.chart.bars) == (song.chart.key, song.chart.metre, 6)
    assert read.tempo == pytest.approx(140)
    assert (read.title, read.chart.style) == ("Corner Tune", "swing")


@settings(max_examples=25, deadline=None)
@given(songs())
def test_every_solo_is_read_again_as_it_is_written(tmp_path_factory: pytest.TempPathFactory, song: Song) -> None:
    """However odd its rhythm: a page is no performance, and nothing of it is rounded; empty bars around it go."""
    inside = Solo(tuple(note for note in song.solo if 24 <= note.pitch <= 100 and note.onset < song.chart.length))
    if not inside.notes:
        return
    path = tmp_path_factory.mktemp("page") / "song.musicxml"
    path.write_bytes(file_of(replace(song, solo=inside)))
    (read,) = songs_from_musicxml(path)
    first = inside.notes[0].onset // song.chart.metre.bar * song.chart.metre.bar
    assert notes_of(read.solo.shifted(first)) == notes_of(inside)


@settings(max_examples=15, deadline=None)
@given(songs())
def test_music21_reads_every_solo(song: Song) -> None:
    """Notes, and the tones of every chord where it begins."""
    inside = Solo(tuple(note for note in song.solo if 24 <= note.pitch <= 100))
    read = converter.parseData(file_of(replace(song, solo=inside)).decode(), format="musicxml")
    found: list[tuple[int, int, int]] = []
    for note in read.flatten().getElementsByClass("Note"):
        tied = note.tie is not None and note.tie.type != "start"
        onset = found.pop()[0] if tied else round(note.offset * TICKS_PER_QUARTER)
        end = round((note.offset + note.quarterLength) * TICKS_PER_QUARTER)
        found.append((onset, end - onset, note.pitch.midi))
    assert found == notes_of(inside)
    symbols = list(read.flatten().getElementsByClass("Harmony"))
    assert [round(symbol.offset * TICKS_PER_QUARTER) for symbol in symbols] == [
        change.onset for change in song.chart.changes
    ]


def test_fifths_of_a_beat_are_written_as_fifths() -> None:
    """The page rounds them to whole ticks; the file does not."""
    song = parse("| C |\nsolo: | c4:16/3+64/3 d4:16/3+64/3 e4:16/3 f4:16/3+64/3 g4:16/3+64/3 r:2. |")
    root = page(song)
    assert texts(root, ".//divisions") == ["120"]
    assert texts(root, ".//note/duration") == ["24"] * 5 + ["120", "240"]
    assert sounding(root) == notes_of(song.solo)


def test_a_part_for_a_transposing_instrument_is_written_above_what_sounds() -> None:
    """A tenor reads a ninth higher, with its key and its chords; playback brings all back."""
    root = page(parse(TUNE), "tenor sax", transposition=transposition("tenor sax"))
    assert texts(root, ".//key/fifths") == ["1"]
    assert texts(root, ".//harmony/root/root-step")[:4] == ["A", "D", "G", "E"]
    assert texts(root, ".//harmony/bass/bass-step") == ["G"]
    assert [texts(root, f".//transpose/{name}") for name in ("diatonic", "chromatic", "octave-change")] == [
        ["-1"],
        ["-2"],
        ["-1"],
    ]
    assert root.findtext(".//note/pitch/octave") == "5"


def test_concert_pitch_keeps_the_octave_of_the_double_bass() -> None:
    song = replace(parse("| F |\nsolo: | f2:1 |"), tempo=100.0)
    root = page(song, "bass")
    assert (root.findtext(".//pitch/octave"), root.findtext(".//transpose/octave-change")) == ("3", "-1")
    assert page(song, "tenor sax").find(".//transpose") is None


def test_each_instrument_has_its_clef() -> None:
    """A trombone reads the bass clef, a baritone the treble where it reads in Eb; nobody reads a high line in bass."""
    song = parse("| F |\nsolo: | c4:1 |")
    low, high = (replace(song, solo=song.solo.transposed(octaves * 12)) for octaves in (-1, 2))
    assert [page(song, name).findtext(".//sign") for name in ("flute", "trombone", "baritone sax")] == [*"GFF"]
    assert page(low, "bass").findtext(".//sign") == "F"
    assert page(song, "baritone sax", transposition=21).findtext(".//sign") == "G"
    assert page(high, "trombone").findtext(".//sign") == "G"


def test_swung_eighths_are_plain_eighths_with_a_word_and_a_ratio() -> None:
    root = page(replace(parse(TUNE), swing=2 / 3))
    words = root.findtext(".//words") or ""
    assert "Swing" in words
    assert [root.findtext(f".//sound/swing/{name}") for name in ("first", "second", "swing-type")] == [
        "2",
        "1",
        "eighth",
    ]
    straight = page(replace(parse(TUNE.replace("style: swing", "style: bossa")), swing=0.5))
    assert (straight.findtext(".//words") or "").strip() == "Bossa"
    assert straight.find(".//sound/swing/straight") is not None


def test_the_head_says_what_it_is_and_where_it_comes_from() -> None:
    root = page(parse(TUNE), by="jazz, model weimar", texts=("jazz 1, model weimar, seed 7", "jazz solo --seed 7"))
    assert root.findtext("work/work-title") == "Corner Tune"
    assert root.findtext("identification/creator") == "jazz, model weimar"
    assert texts(root, "identification/miscellaneous/miscellaneous-field")[1] == "jazz solo --seed 7"
    assert (root.findtext("identification/encoding/software") or "").startswith("jazz ")
    assert root.findtext(".//part-name") == "Flute"


def test_signs_that_xml_has_not_are_left_out() -> None:
    song = parse(TUNE)
    root = page(replace(song, chart=replace(song.chart, title="A \x01<Corner> & \ud800more")))
    assert root.findtext("work/work-title") == "A <Corner> & more"


def test_what_is_too_high_for_an_instrument_is_refused() -> None:
    song = parse("| C |\nsolo: | c9:1 |")
    with pytest.raises(JazzError, match="too high"):
        file_of(song, transposition=14)


def test_an_accidental_holds_to_the_end_of_its_bar_and_is_recalled_in_the_next() -> None:
    song = parse("key: F\n| F | F |\nsolo: | bb4:4 b4:4 c5:4 b4:4 | bb4:2 bb4:2 |")
    shown = [(note.findtext("pitch/step"), note.findtext("accidental")) for note in page(song).iter("note")]
    assert shown == [("B", None), ("B", "natural"), ("C", None), ("B", None), ("B", "flat"), ("B", None)]
    assert len(page(song).findall(".//accidental[@cautionary='yes']")) == 1


def test_lines_have_four_bars_and_begin_with_a_section() -> None:
    bars = " | ".join(["C"] * 10)
    song = parse(f"[A] | {bars} |\nsolo: | {' | '.join(['c4:1'] * 10)} |\n[B] | F | F |\nsolo: | f4:1 | f4:1 |")
    measures = page(song).findall(".//measure")
    assert [each.get("number") for each in measures if each.find("print[@new-system='yes']") is not None] == [
        "5",
        "9",
        "11",
    ]
    assert [each.get("number") for each in measures if each.findtext("barline/bar-style") == "light-light"] == ["10"]
    assert measures[-1].findtext("barline/bar-style") == "light-heavy"
    assert texts(page(song), ".//rehearsal") == ["A", "B"]


def test_a_chorus_begins_a_line() -> None:
    song = parse("| C | F | C |\nsolo: | c4:1 | f4:1 | c4:1 |")
    twice = replace(song, chart=song.chart.repeated(2))
    assert [each.get("number") for each in page(twice).findall(".//measure") if each.find("print") is not None] == ["4"]


def test_full_bars_go_two_in_a_line() -> None:
    full = " ".join(["c4:16 d4:16 e4:16 f4:16"] * 4)
    song = parse(f"| C | C | C | C |\nsolo: | {full} | {full} | {full} | {full} |")
    measures = page(song).findall(".//measure")
    assert [each.get("number") for each in measures if each.find("print") is not None] == ["3"]


def test_a_chord_that_changes_under_a_note_stands_where_it_changes() -> None:
    root = page(parse("| Dm7 . G7 . |\nsolo: | d4:1 |"))
    assert texts(root, ".//harmony/offset") == ["48"]
    empty = page(parse("| Dm7 . G7 . | C |\nsolo: | r:1 | c4:1 |"))
    assert texts(empty, ".//harmony/offset") == ["48"]
    assert empty.find(".//rest[@measure='yes']") is not None


def test_silence_has_no_root(tmp_path: Path) -> None:
    song = parse("| C | N.C. |\nsolo: | c4:1 | c4:1 |")
    assert texts(page(song), ".//harmony/root/root-step") == ["C"]
    assert [kind.get("text") for kind in page(song).iter("kind")] == ["", "N.C."]
    path = tmp_path / "tune.musicxml"
    path.write_bytes(file_of(song))
    (read,) = songs_from_musicxml(path)
    assert chords_of(read.chart) == [(0, "C"), (96, "N.C.")]


def test_a_solo_that_outlasts_its_chart_gets_bars() -> None:
    song = parse("| C |\nsolo: | c4:1 |")
    longer = replace(song, solo=Solo((*song.solo, Note(96, 96, 62))))
    assert len(page(longer).findall(".//measure")) == 2


def test_six_eight_is_counted_in_dotted_quarters() -> None:
    root = page(parse("metre: 6/8\ntempo: 90\n| C |\nsolo: | c4:4. e4:4. |"))
    assert (root.find(".//beat-unit-dot") is not None, root.findtext(".//per-minute")) == (True, "60")
    assert root.find(".//sound[@tempo='90']") is not None


def test_the_same_solo_gives_the_same_bytes() -> None:
    assert file_of(parse(TUNE)) == file_of(parse(TUNE))
    assert file_of(parse(TUNE)).startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise')
