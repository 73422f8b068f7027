"""MusicXML lead sheets become songs; what cannot be used says why; music21's answers are remembered."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from music21 import bar, harmony, instrument, key, metadata, meter, note, stream, tempo, tie
from music21 import chord as chords

from jazz.errors import SourceError
from jazz.leadsheet import format_chart
from jazz.music import Key, Metre, Song
from jazz.notation import figure_tones, scale_tones, songs_from_musicxml
from jazz.theory import note_name
from tests.midi_bytes import mutated

TUNE = ["Dm7: D4 1 F4 1 A4 1 C5 1", "G7: B4 2 G4 1 F4 1", "Cmaj7: E4 3 E4+G4 1", "Cmaj7: C4 4"]


def measure(text: str) -> Any:
    """A bar from "Dm7: D4 1 F4+A4 1": a chord symbol, then notes (chords with +, R for a rest) and quarter notes."""
    symbol, _, sounds = text.partition(":")
    made = stream.Measure()
    if symbol:
        made.insert(0, harmony.NoChord() if symbol == "N.C." else harmony.ChordSymbol(symbol))
    words = sounds.split()
    for name, quarters in zip(words[::2], words[1::2], strict=True):
        names = [each.replace("b", "-") for each in name.split("+")]
        kind = note.Rest() if name == "R" else chords.Chord(names) if len(names) > 1 else note.Note(names[0])
        kind.quarterLength = quarters_of(quarters)
        made.append(kind)
    return made


def quarters_of(text: str) -> float:
    over, _, under = text.partition("/")
    return float(over) / float(under or 1)


def part(bars: list[str]) -> Any:
    made = stream.Part()
    for number, text in enumerate(bars, 1):
        each = measure(text)
        each.number = number
        made.append(each)
    return made


def saved(path: Path, made: Any, title: str = "Corner Tune (take 2)") -> Path:
    score = stream.Score()
    score.insert(0, made)
    score.metadata = metadata.Metadata(title=title)
    score.write("musicxml", path)
    return path


def read_musicxml(path: Path) -> Song:
    """The only song in a file."""
    (song,) = songs_from_musicxml(path)
    return song


def read(path: Path, bars: list[str], change: Callable[[Any], None] = lambda _: None) -> Song:
    made = part(bars)
    change(made)
    return read_musicxml(saved(path / "tune.musicxml", made))


def line(song: Song) -> str:
    """A solo as "onset name length", in quarter notes."""
    return ", ".join(f"{each.onset / 24:g} {note_name(each.pitch)} {each.duration / 24:g}" for each in song.solo)


def test_a_lead_sheet_becomes_a_song(tmp_path: Path) -> None:
    def dress(made: Any) -> None:
        made.partName = "Tenor"
        made.measure(1).insert(0, key.Key("C"))
        made.measure(1).insert(0, tempo.MetronomeMark("Swing", 140))

    song = read(tmp_path, TUNE, dress)
    assert (song.title, song.tune, song.instrument) == ("Corner Tune (take 2)", "corner tune", "Tenor")
    assert (song.tempo, song.chart.style, song.chart.key) == (140, "swing", Key(0))
    assert 0.6 < song.swing < 0.7
    assert format_chart(song.chart).splitlines()[-1] == "| Dm7 | G7 | Cmaj7 | % |"
    assert line(song).startswith("0 D4 1, 1 F4 1, 2 A4 1, 3 C5 1, 4 B4 2")


def test_the_highest_note_of_a_chord_is_the_melody(tmp_path: Path) -> None:
    assert line(read(tmp_path, TUNE)).endswith("8 E4 3, 11 G4 1, 12 C4 4")


def test_triplets_and_sixteenths_are_exact(tmp_path: Path) -> None:
    song = read(tmp_path, ["C7: C4 1/3 D4 1/3 E4 1/3 F4 1/4 G4 3/4 R 1 A4 1"])
    assert [(each.onset, each.duration) for each in song.solo] == [(0, 8), (8, 8), (16, 8), (24, 6), (30, 18), (72, 24)]


def test_tied_notes_are_one_note(tmp_path: Path) -> None:
    def join(made: Any) -> None:
        made.measure(1).notes.last().tie = tie.Tie("start")
        made.measure(2).notes.last().tie = tie.Tie("stop")

    assert line(read(tmp_path, ["C7: G4 4", "F7: G4 4"], join)) == "0 G4 8"


def test_repeats_are_played_out(tmp_path: Path) -> None:
    def repeat(made: Any) -> None:
        made.measure(1).leftBarline = bar.Repeat(direction="start")
        made.measure(2).rightBarline = bar.Repeat(direction="end")

    song = read(tmp_path, TUNE, repeat)
    assert format_chart(song.chart).splitlines()[-2:] == ["| Dm7 | G7 | Dm7 | G7 |", "| Cmaj7 | % |"]
    assert song.solo.end == 6 * 96


def test_an_upbeat_stands_at_the_end_of_its_own_bar(tmp_path: Path) -> None:
    def shorten(made: Any) -> None:
        made.measure(1).insert(0, meter.TimeSignature("4/4"))
        made.measure(1).paddingLeft = 3

    song = read(tmp_path, [":G4 1", "Cmaj7: C5 4", "F6: A4 4"], shorten)
    assert line(song) == "3 G4 1, 4 C5 4, 8 A4 4"
    assert format_chart(song.chart).splitlines()[-1] == "| N.C. | Cmaj7 | F6 |"


def test_a_transposing_part_sounds_as_it_sounds(tmp_path: Path) -> None:
    def for_tenor(made: Any) -> None:
        made.insert(0, instrument.TenorSaxophone())
        made.measure(1).insert(0, key.Key("D"))

    song = read(tmp_path, ["E7: E5 4"], for_tenor)
    assert line(song) == "0 D4 4"
    assert song.chart.changes[0].chord.symbol == "D7"
    assert song.chart.key == Key(0)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Cm7b5", "Cm7b5"),
        ("C7b9", "C7b9"),
        ("C7#5", "C7#5"),
        ("CmM7", "CmM7"),
        ("Co7", "Cdim7"),
        ("C7sus4", "C7sus4"),
        ("C6", "C6"),
        ("CM9", "Cmaj9"),
        ("Cadd9", "Cadd9"),
        ("B-maj7/D", "Bbmaj7/D"),
        ("C13", "C13"),
        ("N.C.", "N.C."),
    ],
)
def test_a_chord_symbol_is_ours(tmp_path: Path, theirs: str, ours: str) -> None:
    song = read(tmp_path, ["F7: C4 4", f"{theirs}: C4 4"])
    assert song.chart.changes[-1].chord.symbol == ours


def test_the_metre_is_the_one_written(tmp_path: Path) -> None:
    song = read(tmp_path, ["C6: C5 3", "G7: B4 3"], lambda made: made.measure(1).insert(0, meter.TimeSignature("3/4")))
    assert (song.chart.metre, song.chart.bars) == (Metre(3, 4), 2)


def test_packed_and_plain_files_are_the_same_song(tmp_path: Path) -> None:
    plain = saved(tmp_path / "tune.musicxml", part(TUNE))
    packed = tmp_path / "tune.mxl"
    container = '<container><rootfiles><rootfile full-path="tune.xml"/></rootfiles></container>'
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("META-INF/container.xml", container)
        folder.write(plain, "tune.xml")
    assert read_musicxml(packed).solo == read_musicxml(plain).solo


def test_without_notes_there_is_no_song(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^tune.musicxml: it has no notes$") as caught:
        read(tmp_path, ["C7:R 4"])
    assert caught.value.code == "no-notes"


def test_without_symbols_the_chords_are_heard_in_the_other_parts(tmp_path: Path) -> None:
    score = stream.Score()
    score.insert(0, part([":A5 4", ":G5 4", ":E5 4", ":E5 4"]))
    score.insert(0, part([":D3+F3+A3+C4 4", ":G2+F3+B3+D4 4", ":C3+E3+G3+B3 4", ":C3+E3+G3+B3 4"]))
    score.write("musicxml", tmp_path / "tune.musicxml")
    song = read_musicxml(tmp_path / "tune.musicxml")
    assert format_chart(song.chart).splitlines()[-1] == "| Dm7 | G7 | Cmaj7 | % |"
    assert line(song) == "0 A5 4, 4 G5 4, 8 E5 4, 12 E5 4"


def test_the_part_with_the_symbols_is_the_melody_unless_another_is_asked_for(tmp_path: Path) -> None:
    score = stream.Score()
    for name, bars in (("Flute", [":A5 4", ":G5 4"]), ("Lead", ["Dm7:A4 4", "G7:G4 4"])):
        each = part(bars)
        each.partName = name
        score.insert(0, each)
    score.write("musicxml", tmp_path / "tune.musicxml")
    songs = [songs_from_musicxml(tmp_path / "tune.musicxml", track)[0] for track in (None, "flute")]
    assert [song.instrument for song in songs] == ["Lead", "Flute"]
    assert songs[0].chart.changes == songs[1].chart.changes


def test_a_lower_voice_is_no_melody(tmp_path: Path) -> None:
    def add(made: Any) -> None:
        upper, lower = stream.Voice(), stream.Voice()
        upper.append(note.Note("C5", quarterLength=4))
        lower.append([note.Note("E4", quarterLength=2), note.Note("F4", quarterLength=2)])
        made.measure(2).insert(0, upper)
        made.measure(2).insert(0, lower)

    assert line(read(tmp_path, ["C7:G4 4", "F7:", "C7:E4 4"], add)) == "0 G4 4, 4 C5 4, 8 E4 4"


def test_each_stretch_of_one_metre_is_a_song(tmp_path: Path) -> None:
    def change(made: Any) -> None:
        made.measure(1).insert(0, meter.TimeSignature("4/4"))
        made.measure(6).insert(0, meter.TimeSignature("3/4"))

    made = part(["C7: C4 2 D4 2"] * 5 + ["F7: F4 1 A4 2"] * 5)
    change(made)
    songs = songs_from_musicxml(saved(tmp_path / "tune.musicxml", made))
    assert [(song.chart.metre, song.chart.bars) for song in songs] == [(Metre(4, 4), 5), (Metre(3, 4), 5)]


def test_a_symbol_that_is_no_chord_is_left_out_and_told(tmp_path: Path) -> None:
    path = saved(tmp_path / "tune.musicxml", part(TUNE))
    path.write_text(path.read_text().replace("dominant</kind>", "Tristan</kind>"))
    song = read_musicxml(path)
    assert format_chart(song.chart).splitlines()[-1] == "| Dm7 | % | Cmaj7 | % |"
    assert any(sentence.startswith("the chord symbol") for sentence in song.reading.said)


def test_repeats_that_make_no_sense_are_told(tmp_path: Path) -> None:
    def open_only(made: Any) -> None:
        made.measure(2).leftBarline = bar.Repeat(direction="start")

    song = read(tmp_path, TUNE, open_only)
    assert song.chart.bars == 4
    assert "its repeats cannot be followed: every bar is read once" in song.reading.said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "damaged"),
        (b"no music here", "damaged"),
        (b"<score-partwise><part>", "damaged"),
        (b"<?xml version='1.0'?><score-partwise></score-partwise>", "damaged"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_broken_file_is_one_line(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "broken.musicxml"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_musicxml(path)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_a_file_cut_short_anywhere_is_one_line(tmp_path: Path) -> None:
    whole = saved(tmp_path / "tune.musicxml", part(TUNE)).read_bytes()
    for cut in range(100, len(whole) - 20, len(whole) // 12):
        path = tmp_path / "cut.musicxml"
        path.write_bytes(whole[:cut])
        with pytest.raises(SourceError):
            read_musicxml(path)


def test_a_score_of_too_many_notes_is_not_begun(tmp_path: Path) -> None:
    path = tmp_path / "symphony.musicxml"
    path.write_text("<score-partwise>" + "<note/>" * 10_001)
    with pytest.raises(SourceError, match="it has 10,001 notes") as caught:
        read_musicxml(path)
    assert caught.value.code == "too-large"


def test_no_accident_raises_anything_but_a_reason(tmp_path: Path) -> None:
    whole = saved(tmp_path / "tune.musicxml", part(TUNE)).read_bytes()
    path, codes = tmp_path / "broken.musicxml", set[str]()
    for seed in range(60):
        path.write_bytes(mutated(whole, seed))
        try:
            read_musicxml(path)
        except SourceError as error:
            codes.add(error.code)
    assert "damaged" in codes


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^none.xml: it cannot be read: No such file") as caught:
        read_musicxml(tmp_path / "none.xml")
    assert caught.value.code == "unreadable"


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.mxl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("tune.xml", b" " * 21_000_000)
    with pytest.raises(SourceError, match="at most 10,000,000 are read"):
        read_musicxml(path)


def test_questions_are_answered_in_pitch_classes() -> None:
    assert figure_tones("Bbmaj7") == frozenset({10, 2, 5, 9})
    assert figure_tones("C7/E") == frozenset({0, 4, 7, 10})
    assert figure_tones("Cnonsense") is None
    assert figure_tones("nonsense") is None
    assert scale_tones("altered", 0) == frozenset({0, 1, 3, 4, 6, 8, 10})
    assert scale_tones("no such scale", 0) is None
