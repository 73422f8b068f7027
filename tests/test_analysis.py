"""Scores to songs: the right track, the right bars, the right chords; or a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jazz import harmony
from jazz.analysis import songs_from_score, tune_of
from jazz.errors import SourceError
from jazz.grid import LONGEST
from jazz.midi import Score, Text, Track
from jazz.music import Chart, Key, Metre, PlayedNote, Song
from jazz.theory import note_name, parse_chord, parse_pitch

PPQ = 480
BEAT = PPQ
BAR = 4 * BEAT
MELODY = "D4 F4 A4 C5 B4 A4 G4 F4 E4 G4 B4 D5 C5 - - -"


def line(names: str, *, length: int = PPQ // 2, start: int = 0) -> tuple[PlayedNote, ...]:
    """Notes of one length, in order; `-` is a rest."""
    return tuple(
        PlayedNote(start + i * length, start + (i + 1) * length - 20, parse_pitch(name), 80)
        for i, name in enumerate(names.split())
        if name != "-"
    )


def blocks(voicings: str, *, length: int = BAR) -> tuple[PlayedNote, ...]:
    """Block chords, "F3+A3+C4+E4 ...", each of one length."""
    return tuple(
        PlayedNote(i * length, (i + 1) * length - 20, parse_pitch(name), 60)
        for i, voicing in enumerate(voicings.split())
        for name in voicing.split("+")
    )


def markers(symbols: str, *, every: int = BAR, kind: str = "marker") -> tuple[Text, ...]:
    return tuple(Text(i * every, kind, symbol) for i, symbol in enumerate(symbols.split()))


SAX = Track("Tenor Sax", line(MELODY), 66)
PIANO = Track("Piano", blocks("D3+F3+A3+C4 G3+B3+D4+F4"), 0)
BASS = Track("Bass", line("D2 A2 G2 D2", length=BAR // 2), 32)
DRUMS = Track("Kit", line("C2 C2 C2 C2"), 0, 9, True)
MARKED = Score(PPQ, (SAX,), texts=markers("Dm7 G7"))


def names(song: Song) -> str:
    return " ".join(note_name(note.pitch) for note in song.solo)


def symbols(chart: Chart) -> str:
    """The changes as "tick:symbol ..."."""
    return " ".join(f"{change.onset}:{change.chord.symbol}" for change in chart.changes)


def song(score: Score, track: str | None = None) -> Song:
    (only,) = songs_from_score(score, source="folder/tune.mid", track=track)
    return only


def refused(score: Score, track: str | None = None) -> SourceError:
    with pytest.raises(SourceError) as error:
        song(score, track)
    assert "\n" not in str(error.value)
    return error.value


# ---- the melody


@pytest.mark.parametrize(
    "others",
    [(), (PIANO,), (PIANO, BASS, DRUMS), (BASS, DRUMS), (replace(PIANO, name="x"), BASS)],
    ids=["alone", "piano", "quartet", "no piano", "nameless piano"],
)
def test_the_melody_is_found_among_others(others: tuple[Track, ...]) -> None:
    for tracks in ((SAX, *others), (*others, SAX)):
        assert names(song(replace(MARKED, tracks=tracks))) == MELODY.replace(" -", "")


def test_it_is_told_which_track_was_taken_and_where_the_chords_stood() -> None:
    reading = song(replace(MARKED, tracks=(PIANO, SAX))).reading
    assert (reading.melody, reading.runner_up) == ("2 Tenor Sax", "1 Piano")
    assert reading.melody_sure > 0.9
    assert reading.why
    assert (reading.chords_from, reading.chords_sure) == ("marker", 1.0)


def test_chords_that_were_heard_say_in_what_and_how_sure_they_are() -> None:
    reading = song(Score(PPQ, (SAX, PIANO))).reading
    assert reading.chords_from == "accompaniment"
    assert 0.3 < reading.chords_sure < 1


def test_what_was_wrong_with_a_file_is_said() -> None:
    assert "it breaks off" in song(replace(MARKED, damage=("it breaks off",))).reading.said


def test_a_melody_alone_has_the_chords_that_it_makes() -> None:
    alone = Score(PPQ, (Track("Sax", line("C4 E4 G4 C5 G4 E4 C4 G3 C4 E4 G4 C5 G4 E4 C4 G3")),))
    result = song(alone)
    assert result.reading.chords_from == "melody"
    assert symbols(result.chart).startswith(("0:C", "0:C6", "0:Cmaj7"))


def test_a_track_is_asked_for_by_name_or_number() -> None:
    duo = replace(MARKED, tracks=(SAX, Track("Trumpet", line("C5 D5 E5 F5"), 56)))
    assert names(song(duo, "trumpet")) == names(song(duo, "2")) == "C5 D5 E5 F5"


def test_an_error_names_the_file() -> None:
    assert str(refused(replace(MARKED, tracks=(DRUMS,)))).startswith("tune.mid: ")


# ---- the page


def test_bars_of_rest_before_the_solo_are_cut_with_their_chords() -> None:
    late = replace(MARKED, tracks=(Track("Sax", line(MELODY, start=2 * BAR)),), texts=markers("A7 D7 Dm7 G7 C6"))
    assert song(late).solo == song(MARKED).solo
    assert symbols(song(late).chart) == "0:Dm7 96:G7"


def test_a_note_a_little_early_belongs_to_its_bar() -> None:
    early = (replace(SAX.notes[0], start=BAR - 10), *line("F4 A4 C5", start=BAR + 240))
    assert [note.onset for note in song(replace(MARKED, tracks=(Track("Sax", early),))).solo] == [0, 12, 24, 36]


def test_a_chart_ends_with_the_bar_of_the_last_note() -> None:
    assert (song(MARKED).chart.bars, song(MARKED).chart.length) == (2, 192)


def test_swung_eighths_are_written_as_eighths_and_their_swing_is_kept() -> None:
    swung = tuple(
        replace(note, start=note.start + 80 * (note.start % BEAT > 0)) for note in line(MELODY + " C5 " + MELODY)
    )
    result = song(replace(MARKED, tracks=(Track("Sax", swung),)))
    assert {note.onset % 12 for note in result.solo} == {0}
    assert result.swing == pytest.approx(2 / 3, abs=0.01)


def test_metre_tempo_key_and_title_come_from_the_file() -> None:
    score = replace(MARKED, metres=((0, Metre(3)),), tempos=((0, 90.0),), keys=((0, Key(5)),), title="So What (take 2)")
    result = song(score)
    assert (result.chart.metre, result.chart.key) == (Metre(3), Key(5))
    assert result.tempo == result.chart.tempo == pytest.approx(90)
    assert (result.title, result.tune, result.source) == ("So What (take 2)", "so what", "folder/tune.mid")


def test_without_a_title_the_file_gives_its_name() -> None:
    assert (song(MARKED).title, song(MARKED).tune) == ("tune", "tune")


def test_the_tempo_is_the_mean_over_the_melody() -> None:
    assert song(replace(MARKED, tempos=((0, 60.0), (BAR, 120.0)))).tempo == pytest.approx(74, abs=1)


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (replace(MARKED, metres=((0, Metre(4, 64)),)), "no-metre"),
        (replace(MARKED, metres=((0, Metre(1)),)), "no-metre"),
        (replace(MARKED, tempos=((0, 5.0),)), "tempo"),
        (replace(MARKED, tracks=(Track("Sax", line("C4", start=PPQ * LONGEST)),)), "too-long"),
    ],
)
def test_what_gives_no_song_gives_a_reason(score: Score, code: str) -> None:
    assert refused(score).code == code


def test_each_stretch_of_one_metre_is_a_song_of_the_same_tune() -> None:
    waltz = line("E4 G4 B4 D5 C5 A4 " * 5, start=6 * BAR)
    score = replace(
        MARKED,
        tracks=(Track("Sax", (*line(" ".join([MELODY] * 3)), *waltz)),),
        metres=((0, Metre(4)), (6 * BAR, Metre(3))),
        texts=markers("Dm7 G7 Dm7 G7 C6 A7 Am7"),
    )
    first, second = songs_from_score(score, source="x.mid")
    assert (first.source, second.source) == ("x.mid#1", "x.mid#2")
    assert (first.chart.metre, second.chart.metre) == (Metre(4), Metre(3))
    assert first.tune == second.tune
    assert names(second) == " ".join(["E4 G4 B4 D5 C5 A4"] * 5)


def test_the_same_metre_said_twice_is_no_change() -> None:
    assert song(replace(MARKED, metres=((0, Metre()), (BAR, Metre())))).chart.metre == Metre()


def test_beats_without_bars_are_grouped_where_chords_change() -> None:
    """Some programs write 1/4; four beats make a bar then, counted from the beat on which most chords change."""
    texts = (Text(0, "marker", "N.C."), *(replace_tick(text, BEAT) for text in markers("Dm7 G7 " * 6)))
    score = replace(MARKED, metres=((0, Metre(1)),), texts=texts, tracks=(Track("Sax", line("C4 " * 104)),))
    chart = song(score).chart
    assert chart.metre == Metre(4)
    assert symbols(chart).startswith("0:N.C. 96:Dm7 192:G7")


def replace_tick(text: Text, later: int) -> Text:
    return text._replace(tick=text.tick + later)


@pytest.mark.parametrize(
    ("title", "tune"),
    [
        ("Blues (alternate take)", "blues"),
        ("Été no. 2", "ete"),
        ("Oleo-2", "oleo"),
        ("Take Five", "take five"),
        ("1234", "1234"),
    ],
)
def test_takes_of_a_tune_share_its_name(title: str, tune: str) -> None:
    assert tune_of(title) == tune


# ---- the chords


@pytest.mark.parametrize("kind", harmony.KINDS)
def test_chords_are_read_from_words_of_any_kind(kind: str) -> None:
    assert symbols(song(replace(MARKED, texts=markers("D-7 G7alt", kind=kind))).chart) == "0:Dm7 96:G7alt"


def test_words_of_a_song_are_no_chords() -> None:
    lyrics = markers("A love Be gone And Dear Am I", every=BEAT, kind="lyrics")
    assert harmony.from_words(lyrics) == []
    assert symbols(song(replace(MARKED, texts=(*lyrics, *MARKED.texts))).chart) == "0:Dm7 96:G7"


def test_remarks_among_chords_do_no_harm() -> None:
    texts = (
        Text(0, "text", "made by hand"),
        Text(10, "text", "take 2"),
        *markers("Dm7 G7 C6", every=BEAT, kind="text"),
    )
    assert symbols(song(replace(MARKED, texts=texts)).chart) == "0:Dm7 24:G7 48:C6"


def test_chords_stand_on_the_nearest_beat_and_say_a_chord_once() -> None:
    texts = (Text(20, "marker", "Dm7"), Text(BEAT - 30, "marker", "Dm7"), Text(2 * BEAT - 9, "marker", "G7"))
    assert symbols(song(replace(MARKED, texts=texts)).chart) == "0:Dm7 48:G7"


def test_before_the_first_chord_there_is_none() -> None:
    texts = (Text(2 * BEAT, "marker", "G7"),)
    assert symbols(song(replace(MARKED, texts=texts)).chart) == "0:N.C. 48:G7"


def test_cues_name_the_sections() -> None:
    texts = (*MARKED.texts, Text(0, "cue_marker", "Head"), Text(BAR, "cue_marker", "Bridge"))
    assert [(part.onset, part.name) for part in song(replace(MARKED, texts=texts)).chart.sections] == [
        (0, "Head"),
        (96, "Bridge"),
    ]


@pytest.mark.parametrize(
    ("voicings", "heard"),
    [
        ("D3+F3+A3+C4 G3+B3+D4+F4", "0:Dm7 96:G7"),
        ("C3+E3+G3+B3 A2+C3+E3+G3", "0:Cmaj7 96:Am7"),
        ("B2+D3+F3+A3 E3+G#3+B3+D4", "0:Bm7b5 96:E7"),
        ("C3+Eb3+Gb3+A3 Bb2+D3+F3", "0:Cdim7 96:Bb"),
        ("F2+A3+E4 Bb2+D3+Ab3", "0:Fmaj7 96:Bb7"),
    ],
)
def test_block_chords_are_heard(voicings: str, heard: str) -> None:
    score = Score(PPQ, (SAX, Track("Piano", blocks(voicings))))
    assert symbols(song(score).chart) == heard


def test_chords_that_are_broken_up_are_heard_over_their_bass() -> None:
    guitar = Track("Guitar", line("D3 A3 F3 A3 D3 A3 F4 A3 G3 D4 B3 D4 G3 D4 F4 D4"))
    bass = Track("Bass", line("D2 D2 G2 G2", length=BAR // 2), 32)
    assert [(c.onset, c.chord.root) for c in song(Score(PPQ, (SAX, guitar, bass))).chart.changes] == [(0, 2), (96, 7)]


def test_two_tones_of_a_chord_are_no_new_chord() -> None:
    comping = Track("Piano", blocks("D3+F3+A3+C4 F3+A3 D3+F3+A3+C4 D3+F3+A3+C4", length=BEAT))
    assert symbols(song(Score(PPQ, (SAX, comping))).chart) == "0:Dm7"


def test_every_chord_that_is_listened_for_is_heard_in_root_position() -> None:
    for quality in harmony.HEARD:
        chord = parse_chord("Eb" + quality)
        voicing = "+".join(note_name(51 + step) for step in chord.intervals)
        heard = song(Score(PPQ, (SAX, Track("Piano", blocks(f"{voicing} {voicing}"))))).chart.changes
        assert [change.chord.tones for change in heard] == [chord.tones]
        assert heard[0].chord.root == (chord.root if quality != "dim7" else heard[0].chord.root)
