"""MIDI files that are written can be taken by any sequencer, and be read again."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import midi
from jazz.errors import OutputError
from jazz.midi import reading
from jazz.midi.score import DRUM_CHANNEL
from jazz.music import Change, Chart, Key, Metre, Part, Performance, PlayedNote, Section
from jazz.theory import parse_chord

CHORDS = "Dm7 G7 Cmaj7 Bø7"
CHART = Chart(
    Metre(),
    bars=4,
    changes=tuple(Change(96 * bar, parse_chord(symbol)) for bar, symbol in enumerate(CHORDS.split())),
    sections=(Section(0, "A"), Section(192, "B")),
    key=Key(10, "major"),
    title="Café: no. 1",
)
END = 4 * 4 * 480
LINE = tuple(PlayedNote(480 * i, 480 * i + 400, 60 + i, 70 + i) for i in range(12))
BAND = (
    Part("Tenor sax", 66, 0, LINE),
    Part(
        "Piano",
        0,
        1,
        tuple(PlayedNote(1920 * bar, 1920 * bar + 1900, 48 + 4 * i, 60) for bar in range(4) for i in (0, 1)),
    ),
    Part("Drums", 0, DRUM_CHANNEL, tuple(PlayedNote(480 * beat, 480 * beat + 30, 51, 50 + beat) for beat in range(16))),
)
PERFORMANCE = Performance(CHART, 144.0, BAND, ("jazz 0.1.0", "seed 7"))


def parsed(data: bytes) -> mido.MidiFile:
    return mido.MidiFile(file=io.BytesIO(data))


def timed(track: mido.MidiTrack) -> list[tuple[int, mido.Message]]:
    """The (tick, message) pairs of a track."""
    now, pairs = 0, []
    for message in track:
        now += message.time
        pairs.append((now, message))
    return pairs


def written(performance: Performance = PERFORMANCE) -> list[list[tuple[int, mido.Message]]]:
    return [timed(track) for track in parsed(midi.encode(performance)).tracks]


def said(track: list[tuple[int, mido.Message]], kind: str) -> list[tuple[int, str]]:
    """The words of one kind in a track, with their ticks."""
    return [
        (tick, message.name if kind == "track_name" else message.text)
        for tick, message in track
        if message.type == kind
    ]


def test_the_same_performance_gives_the_same_bytes() -> None:
    assert midi.encode(PERFORMANCE) == midi.encode(replace(PERFORMANCE))


def test_a_file_is_of_type_1_with_480_ticks_a_quarter() -> None:
    file = parsed(midi.encode(PERFORMANCE))
    assert (file.type, file.ticks_per_beat) == (1, 480)


def test_the_first_track_has_tempo_metre_key_and_no_note() -> None:
    first = [message for tick, message in written()[0] if tick == 0]
    kinds = {message.type: message for message in first}
    assert kinds["set_tempo"].tempo == round(60e6 / 144)
    assert (kinds["time_signature"].numerator, kinds["time_signature"].denominator) == (4, 4)
    assert kinds["key_signature"].key == "Bb"
    assert not any(message.type.startswith("note") for _, message in written()[0])


def test_no_other_track_speaks_of_tempo_metre_or_key() -> None:
    kinds = {message.type for track in written()[1:] for _, message in track}
    assert kinds == {"track_name", "program_change", "note_on", "note_off", "end_of_track"}


@pytest.mark.parametrize(
    ("key", "name"), [(None, "C"), (Key(9, "minor"), "Am"), (Key(3, "minor"), "Ebm"), (Key(6), "Gb")]
)
def test_the_key_signature_is_that_of_the_chart(key: Key | None, name: str) -> None:
    track = written(replace(PERFORMANCE, chart=replace(CHART, key=key)))[0]
    assert [message.key for _, message in track if message.type == "key_signature"] == [name]


def test_chords_are_markers_sections_are_cues_and_provenance_is_text() -> None:
    track = written()[0]
    assert said(track, "marker") == [(0, "Dm7"), (1920, "G7"), (3840, "Cmaj7"), (5760, "Bm7b5")]
    assert said(track, "cue_marker") == [(0, "A"), (3840, "B")]
    assert said(track, "text") == [(0, "jazz 0.1.0"), (0, "seed 7")]


def test_names_are_ascii_unlike_each_other_and_fit_for_files() -> None:
    names = [name for track in written() for _, name in said(track, "track_name")]
    assert names == ["Cafe no. 1", "Tenor sax", "Piano", "Drums"]
    piano_piece = replace(PERFORMANCE, chart=replace(CHART, title="PIANO"))
    assert said(written(piano_piece)[0], "track_name") == [(0, "PIANO (chart)")]
    untitled = replace(PERFORMANCE, chart=replace(CHART, title=""))
    assert said(written(untitled)[0], "track_name") == [(0, "Chart")]


def test_each_player_has_one_channel_and_a_program_before_the_first_note() -> None:
    for part, track in zip(BAND, written()[1:], strict=True):
        assert [message.program for _, message in track if message.type == "program_change"] == [part.program]
        assert {message.channel for _, message in track if not message.is_meta} == {part.channel}
        kinds = [message.type for _, message in track]
        assert kinds.index("program_change") < kinds.index("note_on")


def test_a_player_who_does_not_play_gets_no_track() -> None:
    silent = replace(PERFORMANCE, parts=(*BAND, Part("Bass", 32, 2, ())))
    assert len(written(silent)) == 4


def test_all_tracks_end_on_the_final_bar_line() -> None:
    assert [track[-1] for track in written()] == [
        (END, mido.MetaMessage("end_of_track", time=track[-1][1].time)) for track in written()
    ]


PLAYED = st.lists(
    st.builds(
        lambda start, length, pitch, velocity: PlayedNote(start, start + length, pitch, velocity),
        st.integers(0, END + 500),
        st.integers(1, 4000),
        st.integers(58, 62),
        st.integers(1, 127),
    ),
    min_size=1,
    max_size=30,
)


@given(PLAYED)
def test_notes_end_once_before_the_end_and_before_their_pitch_begins_again(notes: list[PlayedNote]) -> None:
    track = written(replace(PERFORMANCE, parts=(Part("Sax", 66, 0, tuple(notes)),)))[1]
    sounding: dict[int, int] = {}
    for tick, message in track:
        if message.type == "note_on":
            assert message.velocity > 0
            assert message.note not in sounding
            sounding[message.note] = tick
        elif message.type == "note_off":
            assert tick > sounding.pop(message.note)
    assert not sounding
    assert track[-1][0] == END


@given(PLAYED)
def test_what_is_written_can_be_read_again(notes: list[PlayedNote]) -> None:
    """Reading is the inverse of writing for notes that do not meet; the fields of the chart come back as events."""
    apart = tuple(
        PlayedNote(480 * i, 480 * i + 1 + note.end % 479, note.pitch, note.velocity)
        for i, note in enumerate(notes[:16])
    )
    score = reading.decode(midi.encode(replace(PERFORMANCE, parts=(Part("Sax", 66, 0, apart),))))
    assert score.tracks[0].notes == apart
    assert (score.tracks[0].name, score.tracks[0].program) == ("Sax", 66)
    assert score.metres == ((0, Metre()),)
    assert score.keys == ((0, Key(10)),)
    assert score.tempos[0][1] == pytest.approx(144)
    assert [text.text for text in score.texts if text.kind == "marker"] == ["Dm7", "G7", "Cmaj7", "Bm7b5"]


def test_a_file_that_stands_is_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "solo.mid"
    path.write_text("mine")
    with pytest.raises(OutputError, match=r"solo.mid exists; use --force or another -o"):
        midi.write(PERFORMANCE, path)
    assert path.read_text() == "mine"
    midi.write(PERFORMANCE, path, force=True)
    assert path.read_bytes() == midi.encode(PERFORMANCE)


def test_what_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "solo.mid", "not a folder that exists"),
        (tmp_path / ("x" * 300), "cannot be written"),
        (Path("/dev/null"), "not an ordinary file"),
    ):
        with pytest.raises(OutputError, match=words) as error:
            midi.write(PERFORMANCE, path, force=True)
        assert "\n" not in str(error.value)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        midi.write(PERFORMANCE, tmp_path / "solo.mid")
    assert list(tmp_path.iterdir()) == []


def test_importing_the_room_imports_neither_reader() -> None:
    code = "import sys, jazz.midi; print({'symusic', 'mido', 'chardet', 'numpy', 'music21'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
