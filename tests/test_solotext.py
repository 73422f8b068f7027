"""Solos as text: read, written, and refused with the bar and the reason."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import leadsheet
from jazz.errors import ChartError
from jazz.music import Note, Solo, Song
from jazz.solotext import format_song, parse
from tests.strategies import solos

PAGE = """\
# a remark
title: Porch Light Blues
key: F
tempo: 132
style: swing
instrument: tenor sax

[A]   | F7                  | Bb7               | Cm7 F7     | %           |
solo: | r:4. c4 eb4 e4 f4:4 | r:2 f4 ab4 f4 d4~ | d4:4 c4:2. | r:2. c4 eb4 |
"""


def notes(song: Song) -> list[tuple[int, int, int]]:
    return [(note.onset, note.duration, note.pitch) for note in song.solo]


def bar(solo: str, chords: str = "C7", header: str = "") -> str:
    return f"{header}\n| {chords} |\nsolo: | {solo} |"


def test_a_page_is_read_bar_by_bar() -> None:
    song = parse(PAGE, source="blues.txt")
    assert notes(song)[:4] == [(36, 12, 60), (48, 12, 63), (60, 12, 64), (72, 24, 65)]
    assert [change.chord.symbol for change in song.chart.changes] == ["F7", "Bb7", "Cm7", "F7", "Cm7", "F7"]
    assert (song.chart.bars, song.chart.sections[0].name) == (4, "A")


def test_a_page_says_whose_song_it_is() -> None:
    song = parse(PAGE, source="blues.txt")
    assert (song.title, song.tune, song.source) == ("Porch Light Blues", "porch light blues", "blues.txt")
    assert (song.tempo, song.chart.tempo, song.style, song.instrument) == (132, 132, "swing", "tenor sax")


def test_a_tie_over_the_bar_line_is_one_note() -> None:
    assert (180, 36, 62) in notes(parse(PAGE))


def test_ties_may_be_chained_over_several_bars() -> None:
    song = parse("| C | % | % |\nsolo: | r:2 g4:2~ | g4:1~ | g4 r:2.+8 |")
    assert notes(song) == [(48, 156, 67)]


def test_a_note_without_a_length_is_an_eighth() -> None:
    assert notes(parse(bar("c4 d4:4 e4 r:2"))) == [(0, 12, 60), (12, 24, 62), (36, 12, 64)]


@pytest.mark.parametrize(("name", "pitch"), [("c4", 60), ("C4", 60), ("bb4", 70), ("b4", 71), ("cb5", 71), ("f#3", 54)])
def test_notes_are_named_with_their_octave(name: str, pitch: int) -> None:
    assert notes(parse(bar(f"{name}:1"))) == [(0, 96, pitch)]


def test_the_metre_says_how_long_a_bar_is() -> None:
    assert parse(bar("c4:2.", header="metre: 3/4")).chart.length == 72


@pytest.mark.parametrize(
    ("header", "swing"),
    [("swing: 0.58", 0.58), ("swing: .5", 0.5), ("style: bossa", 0.5), ("tempo: 140", 0.655)],
)
def test_swing_is_told_or_follows_from_style_and_tempo(header: str, swing: float) -> None:
    assert parse(bar("r:1", header=header)).swing == pytest.approx(swing, abs=0.01)


def test_the_tune_can_be_told_apart_from_the_title() -> None:
    assert parse(bar("r:1", header="title: Ferry, take 2\ntune: ferry")).tune == "ferry"


def test_the_source_stands_for_the_tune_of_a_song_without_title() -> None:
    assert parse(bar("r:1"), source="a.txt").tune == "a.txt"


@pytest.mark.parametrize(
    ("solo", "message"),
    [
        ("c4:2 d4", "bar 1 is too short by the length 4."),
        ("c4:1 d4:8/3", "bar 1 is too long by the length 8/3"),
        ("", "bar 1 is too short by the length 1"),
        ("c4:5", 'bar 1: "5" is not a note length; write for example'),
        ("c4:", 'bar 1: "" is not a note length'),
        ("h4:1", 'bar 1: "h4" is not a pitch; write it like'),
        ("c:1", 'bar 1: "c" is not a pitch; write it like'),
        ("c4:2~ d4:2", 'bar 1: "d4:2" does not go on the note that is tied to it'),
        ("c4:2~ r:2", 'bar 1: "r:2" does not go on the note that is tied to it'),
        ("r:2~ r:2", 'bar 1: "r:2~" ties a rest'),
        ("c4:1~", "bar 1: its last note is tied to nothing"),
        ("c4:1 | d4:1", "line 3: its bar lines are not those of the line of chords above it"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(solo: str, message: str) -> None:
    with pytest.raises(ChartError) as error:
        parse(bar(solo))
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the chart has no bars"),
        ("| C |", "the chart plays 1 bars and the solo 0; write every bar of both"),
        ("solo: | c4:1 |", "line 1: its bar lines are not those of the line of chords above it"),
        ("|: C :|\nsolo: | c4:1 |", "the chart plays 2 bars and the solo 1; write every bar of both"),
        ("| C | Gblah |\nsolo: | c4:1 | r:1 |", 'bar 2: "Gblah" is not a chord I know'),
        ("| C | % |\nsolo: | c4:1 | r:2 |", "bar 2 is too short by the length 2"),
        ("swing: 0.6\nswing: 0.7\n| C |\nsolo: | r:1 |", "the song gives its swing twice"),
        ("swing: hard\n| C |\nsolo: | r:1 |", '"hard" is not a swing; write 0.5 for straight eighths'),
        ("swing: 0.9\n| C |\nsolo: | r:1 |", '"0.9" is not a swing'),
    ],
)
def test_a_page_that_does_not_fit_together_is_refused(text: str, message: str) -> None:
    with pytest.raises(ChartError) as error:
        parse(text)
    assert str(error.value).startswith(message)


@given(st.text(alphabet="|:~rcb4#% \nC7solo/.[]+18", max_size=80))
def test_any_text_is_a_song_or_a_chart_error(text: str) -> None:
    with suppress(ChartError):
        assert parse(text).chart.bars > 0


def test_a_song_is_written_as_it_is_read() -> None:
    written = format_song(parse(PAGE)).splitlines()
    assert written[-2:] == PAGE.splitlines()[-2:]


def test_a_sharp_key_is_written_with_sharps() -> None:
    assert "f#4:1" in format_song(parse(bar("gb4:1", chords="D7", header="key: D")))


def test_only_a_swing_that_does_not_follow_from_the_rest_is_written() -> None:
    assert "swing: 0.58" in format_song(parse(bar("r:1", header="swing: 0.58")))
    assert "swing:" not in format_song(parse(bar("r:1")))


def test_wide_bars_are_written_fewer_to_a_line_and_stay_aligned() -> None:
    run = " ".join(["c4:16"] * 16)
    song = parse(f"| C7 | F7 | C7 | G7 |\nsolo: | {run} | {run} | r:1 | {run} |")
    lines = [line for line in format_song(song).splitlines() if "|" in line]
    assert max(map(len, lines)) <= 120
    for chords, solo in zip(lines[::2], lines[1::2], strict=True):
        assert [i for i, sign in enumerate(chords) if sign == "|"] == [i for i, sign in enumerate(solo) if sign == "|"]


def test_a_solo_that_outlasts_its_chart_is_not_written() -> None:
    song = parse(bar("c4:1"))
    with pytest.raises(ChartError, match="after its chart of 1 bars"):
        format_song(replace(song, solo=Solo((Note(90, 12, 60),))))


@st.composite
def songs(draw: st.DrawFn) -> Song:
    """Songs on the grid with default velocities, whose chart is one that a lead sheet can say."""
    symbols = st.sampled_from(["F7", "Bbmaj7", "Cm7", "Ab7#11", "Em7b5", "D7/F#", "N.C."])
    bars = draw(st.lists(st.lists(symbols, min_size=1, max_size=2).map(" ".join), min_size=1, max_size=9))
    header = {
        "title": draw(st.sampled_from(["", "Night Ferry", "Étude no. 2: Wheels"])),
        "key": draw(st.sampled_from(["", "Eb", "F#m", "A"])),
        "metre": draw(st.sampled_from(["4/4", "3/4", "5/4", "6/8"])),
        "style": draw(st.sampled_from(["", "swing", "bossa"])),
        "chorus": str(draw(st.integers(0, len(bars)))),
    }
    mark = draw(st.sampled_from(["", "[A] "]))
    chart = leadsheet.parse("\n".join(f"{k}: {v}" for k, v in header.items()) + f"\n{mark}| {' | '.join(bars)} |")
    tempo = float(draw(st.integers(40, 320)))
    source = draw(st.sampled_from(["", "solos.txt"]))
    return Song(
        chart=replace(chart, tempo=tempo),
        solo=draw(solos(chart.length)),
        tempo=tempo,
        swing=draw(st.integers(450, 750)) / 1000,
        source=source,
        tune=draw(st.sampled_from([chart.title.casefold() or source, "ferry"])),
        title=chart.title,
        performer=draw(st.sampled_from(["", "jazz"])),
        style=chart.style or "",
        instrument=draw(st.sampled_from(["", "ts"])),
    )


@given(songs())
def test_reading_undoes_writing(song: Song) -> None:
    assert parse(format_song(song), source=song.source) == song
