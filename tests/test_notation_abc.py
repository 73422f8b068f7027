"""ABC tunes become songs, one by one; a tune that cannot be read says why and stops no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazz.errors import SourceError
from jazz.leadsheet import format_chart
from jazz.music import Key, LeftOut, Metre, Song
from jazz.notation import read_abc, tunes
from jazz.theory import note_name
from tests.midi_bytes import mutated

HEAD = "X:1\nT:Corner\nM:4/4\nL:1/8\nK:C\n"


def results(folder: Path, text: str, encoding: str = "utf-8") -> list[Song | LeftOut]:
    path = folder / "tunes.abc"
    path.write_bytes(text.encode(encoding))
    return list(read_abc(path))


def song_of(folder: Path, text: str) -> Song:
    (song,) = results(folder, text)
    assert isinstance(song, Song), song
    return song


def line(song: Song) -> str:
    """A solo as "onset name length", in quarter notes."""
    return ", ".join(f"{each.onset / 24:g} {note_name(each.pitch)} {each.duration / 24:g}" for each in song.solo)


def bars(song: Song) -> str:
    return " ".join(format_chart(song.chart).splitlines()[-1:])


def test_a_tune_becomes_a_song(tmp_path: Path) -> None:
    head = 'X:1\nT:Corner\nC:Nobody\nM:4/4\nL:1/8\nQ:"Swing" 1/4=140\nK:Bb\n'
    song = song_of(tmp_path, head + '"Bbmaj7"BcdB "G7"=B4|"Cm7"c2 z2 "F7"(3ABc f2|]\n')
    assert (song.title, song.source) == ("Corner", (tmp_path / "tunes.abc#1").as_posix())
    assert (song.tempo, song.chart.style, song.chart.key) == (140, "swing", Key(10))
    assert bars(song) == "| Bbmaj7 G7 | Cm7 F7 |"
    assert line(song).endswith("2 B4 2, 4 C5 1, 6 A4 0.333333, 6.33333 Bb4 0.333333, 6.66667 C5 0.333333, 7 F5 1")


def test_symbols_of_all_spellings_are_read_and_other_words_are_not(tmp_path: Path) -> None:
    symbols = ["Cø", "C°", "CΔ", "C-7", "C7alt", "G7/B", "Bb13", "F#m7b5", "N.C."]
    text = HEAD + "".join(f'"{symbol}""^slowly"C8|' for symbol in symbols) + "\n"
    song = song_of(tmp_path, text)
    assert bars(song).startswith("| N.C. |")
    assert format_chart(song.chart).splitlines()[-3:] == [
        "| Cm7b5 | Cdim | Cmaj7 | Cm7 |",
        "| C7alt | G7/B | Bb13 | F#m7b5 |",
        "| N.C. |",
    ]


def test_a_word_that_is_no_chord_is_left_out_and_told(tmp_path: Path) -> None:
    song = song_of(tmp_path, HEAD + '"Am"A8|"Chorus"B8|"Dm"d8|\n')
    assert bars(song) == "| Am | % | Dm |"
    assert 'the chord symbol "Chorus" is left out' in song.reading.said


@pytest.mark.parametrize(
    ("written", "played"),
    [
        ("|:A8|B8:|c8|", "ABABc"),
        ("A8|B8:|c8|d8:|", "ABABcdcd"),
        ("|:A8|B8:|:c8|d8:|", "ABABcdcd"),
        ("|:A8|B8::c8|d8:|", "ABABcdcd"),
        ("|:A8|B8|1 c8:|2 d8|]", "ABcABd"),
        ("|:A8|B8|[1 c8:|[2 d8||e8|]", "ABcABde"),
        ("|:A8|B8|[1 c8:|[2 d8:|[3 e8|]", "ABcABdABe"),
        ("|:A8|B8|1 c8:|2 d8:|", "ABcABd"),
    ],
)
def test_repeats_are_played_out(written: str, played: str, tmp_path: Path) -> None:
    song = song_of(tmp_path, HEAD + '"Am"' + written + "\n")
    assert "".join(note_name(note.pitch)[0] for note in song.solo) == played.upper()


def test_repeats_that_cannot_be_followed_are_told(tmp_path: Path) -> None:
    song = song_of(tmp_path, HEAD + '"Am"|:A8|B8|[1 c8||d8|e8|]\n')
    assert song.chart.bars == 5
    assert "its repeats cannot be followed: every bar is read once" in song.reading.said


def test_rests_of_several_bars_are_as_long_as_they_say(tmp_path: Path) -> None:
    song = song_of(tmp_path, HEAD + '"Am"A8|Z2|X|"Dm"[L:1/4]Z|d3 z|]\n')
    assert line(song) == "0 A4 4, 20 D5 3"
    assert format_chart(song.chart).splitlines()[-2:] == ["| Am | % | % | % |", "| Dm | % |"]


def test_an_upbeat_stands_at_the_end_of_its_own_bar(tmp_path: Path) -> None:
    song = song_of(tmp_path, HEAD + 'G2|"C"c8|"F"A8|\n')
    assert line(song) == "3 G4 1, 4 C5 4, 8 A4 4"


@pytest.mark.parametrize(
    ("key", "ours"),
    [
        ("C", Key(0)),
        ("Am", Key(9, "minor")),
        ("Ddor", Key(2, "minor")),
        ("G mixolydian", Key(7)),
        ("F#min", Key(6, "minor")),
        ("Ephr", Key(4, "minor")),
    ],
)
def test_modes_are_major_or_minor(key: str, ours: Key, tmp_path: Path) -> None:
    song = song_of(tmp_path, HEAD.replace("K:C", f"K:{key}") + '"Am"A8|"Dm"d8|\n')
    assert song.chart.key == ours


def test_metres_and_units(tmp_path: Path) -> None:
    song = song_of(tmp_path, 'X:1\nM:6/8\nK:G\n"G"G2B def|"D"d3 A3|\n')
    assert (song.chart.metre, song.chart.bars) == (Metre(6, 8), 2)
    assert line(song) == "0 G4 1, 1 B4 0.5, 1.5 D5 0.5, 2 E5 0.5, 2.5 Gb5 0.5, 3 D5 1.5, 4.5 A4 1.5"


def test_fields_inside_lines_and_accidentals_hold_as_long_as_they_should(tmp_path: Path) -> None:
    song = song_of(tmp_path, HEAD + '"G"F4 ^F2F2|F8|[K:G]F8|[K:C][L:1/4]F2 F2|\n')
    assert [note_name(note.pitch) for note in song.solo] == ["F4", "Gb4", "Gb4", "F4", "Gb4", "F4", "F4"]
    assert song.solo.end == 4 * 96


def test_ties_are_one_note_and_grace_notes_none(tmp_path: Path) -> None:
    assert line(song_of(tmp_path, HEAD + '"C"{de}c4-c4-|c4 x4|"G"G8|\n')) == "0 C5 6, 8 G4 4"


def test_chords_are_heard_in_another_voice(tmp_path: Path) -> None:
    voices = "V:1\nA4|G4|E4|E4|\nV:2\n[D,F,A,C]4|[G,,F,B,D]4|[C,E,G,B,]4|[C,E,G,B,]4|\n"
    song = song_of(tmp_path, "X:1\nM:4/4\nL:1/4\nK:C\n" + voices)
    assert bars(song) == "| Dm7 | G7 | Cmaj7 | % |"


def test_a_file_holds_many_tunes_and_a_bad_one_stops_no_other(tmp_path: Path) -> None:
    good = '"C"c8|"G"d8|\n'
    one, bad, two = (f"{head}K:C\n{good}" for head in ("X:3\nM:4/4\n", "X:4\nM:0/4\n", "X:7\nM:C\n"))
    read = results(tmp_path, f"L:1/8\n\n{one}\nnotes by the way\n\n{bad}\n{two}")
    assert [result.source.rpartition("#")[2] for result in read] == ["3", "4", "7"]
    assert [isinstance(result, Song) for result in read] == [True, False, True]
    assert isinstance(read[1], LeftOut)
    assert read[1].code == "damaged"
    assert read[1].reason.startswith("it is no notation that can be read (")
    some = list(read_abc(tmp_path / "tunes.abc", places=range(3, 4)))
    assert [result.source.rpartition("#")[2] for result in some] == ["7"]


def test_tunes_with_one_number_are_counted(tmp_path: Path) -> None:
    assert list(tunes.split("X:1\nK:C\nC|\n\nX:1\nK:C\nD|\n")) == ["1", "2"]
    assert list(tunes.split("T:No number\nK:C\nC|\n")) == ["1"]


def test_what_music21_guesses_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    song = song_of(tmp_path, HEAD + '"C"c4 q4|"G"d8|\n')
    assert song.reading.said == ("signs that make no sense were guessed at (1)",)
    assert capfd.readouterr() == ("", "")


def test_words_are_read_in_their_encoding(tmp_path: Path) -> None:
    (song,) = results(tmp_path, HEAD.replace("Corner", "Les feuilles mortes été") + '"C"c8|\n', "latin-1")
    assert isinstance(song, Song)
    assert song.title == "Les feuilles mortes été"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no tune here", "empty"),
        ("", "empty"),
    ],
)
def test_a_file_without_a_tune_is_refused(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^tunes\.abc: it holds no tune") as error:
        results(tmp_path, text)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("notes", "code"),
    [
        ("z8|z8|", "no-notes"),
        ("C/0 D2|", "damaged"),
        ('"C"c8|' * 2000, "too-large"),
        ("c8000|d8|", "damaged"),
    ],
)
def test_a_tune_that_cannot_be_read_says_why(notes: str, code: str, tmp_path: Path) -> None:
    (result,) = results(tmp_path, HEAD + notes + "\n")
    assert isinstance(result, LeftOut)
    assert result.code == code
    assert result.reason.startswith("it ")


def test_no_accident_raises_anything_but_a_reason(tmp_path: Path) -> None:
    whole = (HEAD + '|:"C"c2 (3efg "Am7"[ce]3 z|[1 "Dm7"d2>e2 "G7"=B4:|[2 "C6"c8|]\n').encode()
    path, outcomes = tmp_path / "tunes.abc", list[str]()
    for seed in range(120):
        path.write_bytes(mutated(whole, seed))
        try:
            outcomes += [getattr(result, "code", "read") for result in read_abc(path)]
        except SourceError as error:
            outcomes.append(error.code)
    assert {"read", "damaged", "empty"} <= set(outcomes)
