"""MIDI files that are written can be taken by any sequencer and notation program, and be read again."""

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
from jazz.midi import reading, xf
from jazz.music import DRUM_CHANNEL, Change, Chart, Key, Metre, Part, Performance, PlayedNote, Section
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


def xf_chords(data: bytes) -> list[tuple[int, str]]:
    """The XF chords of a file, with their ticks."""
    track = timed(parsed(data).tracks[0])
    events = [(tick, bytes(message.data)) for tick, message in track if message.type == "sequencer_specific"]
    return [(tick, symbol) for tick, event in events if (symbol := xf.chord_symbol(event))]


def test_chords_are_xf_events_too_after_the_sign_of_the_format() -> None:
    data = midi.encode(PERFORMANCE)
    assert xf_chords(data) == [(0, "Dm7"), (1920, "G7"), (3840, "Cmaj7"), (5760, "Bm7b5")]
    assert data.index(xf.VERSION) < data.index(xf.PREFIX)


@pytest.mark.parametrize(
    ("onsets", "places"),
    [
        ((7, 1925, 3831, 5770), (7, 1925, 3831, 5770)),  # laid back, or ahead
        ((0, 1680, 3840, 5760), (0, 1680, 3840, 5760)),  # an eighth ahead, where nobody is nearer
        ((0, 1679, 3840, 5760), (0, None, 3840, 5760)),  # before that it is the chord before
        ((900, 1930, 5000), (900, 1930, 5000, None)),  # late over a chord; nobody over the last
        ((0, 1900, 1925, 3840, 5760), (0, 1925, 3840, 5760)),  # the nearest
    ],
)
def test_an_xf_chord_stands_on_the_nearest_onset(onsets: tuple[int, ...], places: tuple[int | None, ...]) -> None:
    line = tuple(PlayedNote(onset, onset + 20, 60, 80) for onset in onsets)
    written_at = xf_chords(midi.encode(replace(PERFORMANCE, parts=(Part("Sax", 66, 0, line),))))
    symbols = ("Dm7", "G7", "Cmaj7", "Bm7b5")
    assert written_at == [(place, symbol) for place, symbol in zip(places, symbols, strict=True) if place is not None]


def test_drums_carry_an_xf_chord_only_where_nobody_else_plays() -> None:
    ride = Part("Drums", 0, DRUM_CHANNEL, tuple(PlayedNote(960 * i, 960 * i + 30, 51, 70) for i in range(8)))
    sax = Part("Sax", 66, 0, (PlayedNote(20, 400, 60, 80),))
    places = [tick for tick, _ in xf_chords(midi.encode(replace(PERFORMANCE, parts=(sax, ride))))]
    assert places == [20, 1920, 3840, 5760]


def test_a_text_of_several_lines_is_written_whole_and_in_ascii() -> None:
    chart = "title: Café “Ø”\n| Dø7 | G7♭9 |\n\n| C\x00Δ |\u2028"
    track = written(replace(PERFORMANCE, texts=(chart,)))[0]
    assert [text for _, text in said(track, "text")] == ['title: Cafe "O"', "| Dh7 | G7b9 |", "| C ^ |"]


@pytest.mark.parametrize(
    ("metre", "clocks"),
    [(Metre(4, 4), 24), (Metre(2, 2), 48), (Metre(6, 8), 36), (Metre(12, 8), 36), (Metre(7, 8), 12), (Metre(3, 8), 36)],
)
def test_the_metronome_clicks_in_beats(metre: Metre, clocks: int) -> None:
    """MIDI clocks are 24 a quarter note."""
    chart = replace(CHART, metre=metre, bars=16)
    track = written(replace(PERFORMANCE, chart=chart))[0]
    (signature,) = [message for _, message in track if message.type == "time_signature"]
    assert (signature.numerator, signature.denominator) == (metre.beats, metre.unit)
    assert signature.clocks_per_click == clocks


def test_names_are_ascii_unlike_each_other_and_fit_for_files() -> None:
    names = [name for track in written() for _, name in said(track, "track_name")]
    assert names == ["Cafe no. 1", "Tenor sax", "Piano", "Drums"]
    piano_piece = replace(PERFORMANCE, chart=replace(CHART, title="PIANO"))
    assert said(written(piano_piece)[0], "track_name") == [(0, "PIANO (chart)")]
    untitled = replace(PERFORMANCE, chart=replace(CHART, title=""))
    assert said(written(untitled)[0], "track_name") == [(0, "Chart")]


def test_two_players_of_one_name_are_told_apart() -> None:
    line = LINE[:2]
    twins = tuple(Part(name, 0, channel, line) for channel, name in enumerate(("Piano", "piano", "PIANO!", "", "?")))
    names = [name for track in written(replace(PERFORMANCE, parts=twins))[1:] for _, name in said(track, "track_name")]
    assert names == ["Piano", "piano 2", "PIANO! 3", "Part", "Part 2"]


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


def test_a_note_sounds_eight_bars_at_most() -> None:
    """Longer ones are taken for notes that hang."""
    chart = replace(CHART, bars=12)
    track = written(replace(PERFORMANCE, chart=chart, parts=(Part("Sax", 66, 0, (PlayedNote(0, 20000, 60, 80),)),)))[1]
    assert [tick for tick, message in track if message.type == "note_off"] == [8 * 1920]


def test_notes_before_the_beginning_are_cut_or_left_out() -> None:
    early = (PlayedNote(-100, -10, 60, 80), PlayedNote(-20, 100, 62, 80), PlayedNote(-5, 300, 62, 70))
    track = written(replace(PERFORMANCE, parts=(Part("Sax", 66, 0, early),)))[1]
    notes = [(tick, message.type, message.note, message.velocity) for tick, message in track if "note" in message.type]
    assert notes == [(0, "note_on", 62, 70), (300, "note_off", 62, 64)]


def test_a_stem_is_the_file_with_one_player() -> None:
    stems = midi.stems(PERFORMANCE)
    assert [name for name, _ in stems] == ["tenor-sax", "piano", "drums"]
    for (_, data), part, track in zip(stems, BAND, written()[1:], strict=True):
        assert data == midi.encode(replace(PERFORMANCE, parts=(part,)))
        assert timed(parsed(data).tracks[1]) == track
        assert said(timed(parsed(data).tracks[0]), "marker") == said(written()[0], "marker")


def test_stems_have_names_of_their_own() -> None:
    twins = tuple(Part(name, 0, channel, LINE) for channel, name in enumerate(("Piano", "Piano", "Café/Bar", "夜")))
    assert [name for name, _ in midi.stems(replace(PERFORMANCE, parts=twins))] == [
        "piano",
        "piano-2",
        "cafe-bar",
        "part",
    ]


def test_copies_laid_end_to_end_join() -> None:
    """A file is whole bars long in all its tracks, and nothing sounds across the seam."""
    last = PlayedNote(END - 10, END + 700, 48, 80)
    looped = replace(PERFORMANCE, parts=(*BAND[:2], Part("Bass", 32, 2, (PlayedNote(0, 100, 48, 80), last))))
    for track in written(looped):
        twice = [*track[:-1], *((tick + END, message) for tick, message in track)]
        sounding: set[int] = set()
        for tick, message in sorted(twice, key=lambda pair: pair[0]):
            if message.type == "note_on":
                assert message.note not in sounding
                sounding.add(message.note)
            elif message.type == "note_off":
                sounding.remove(message.note)
            if tick == END and message.type == "track_name":
                assert not sounding
        assert track[-1][0] == END


PLAYED = st.lists(
    st.builds(
        lambda start, length, pitch, velocity: PlayedNote(start, start + length, pitch, velocity),
        st.integers(-500, END + 500),
        st.integers(1, 4000),
        st.integers(58, 62),
        st.integers(1, 127),
    ),
    min_size=1,
    max_size=30,
)


@given(PLAYED)
def test_notes_end_once_before_the_end_and_before_their_pitch_begins_again(notes: list[PlayedNote]) -> None:
    inside = PlayedNote(0, 1, 70, 80)
    track = written(replace(PERFORMANCE, parts=(Part("Sax", 66, 0, (inside, *notes)),)))[1]
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
