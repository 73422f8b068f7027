"""Pages that people read: a solo bar by bar, a chart with what its chords mean, tables."""

from __future__ import annotations

import pytest
from hypothesis import given

from jazz import leadsheet, solotext
from jazz.music import Song
from jazz.pages import chart_line, chart_page, song_page, table
from tests.strategies import songs

SONG = """title: Two Bars
key: Bb
tempo: 200
swing: 0.6

      | Cm7 F7          | Bb6             |
solo: | r:4 eb4 d4 c4:2 | r bb4:4 d6:4. r:4 |
"""
PAGE = """Two Bars, 2 bars of 4/4 in Bb, 5 notes at 200, swing 0.60

    beat  note  length  values      role
1: Cm7  F7 (3)
    2     Eb4   8       C+3 8       chord tone
    2+8   D4    8       L-1 8       colour tone
    3     C4    2       C-2 2+8 2R  chord tone
2: Bb6
    1+8   Bb4   4       C+10 4      chord tone
    2+8   D6    4.      8va C+4 4.  chord tone
"""


def test_a_solo_is_written_out_bar_by_bar() -> None:
    assert song_page(solotext.parse(SONG)) == PAGE.rstrip()


@given(songs())
def test_every_solo_can_be_written_out(song: Song) -> None:
    """A line for each note and for each bar, a title, a head and a space above it."""
    assert len(song_page(song).splitlines()) == 3 + song.chart.bars + len(song.solo)


def test_a_chart_says_what_its_chords_mean() -> None:
    page = chart_page(leadsheet.parse("title: Turn\nkey: Am\n| Bm7b5 | E7 | Am6 . F#7 . |"))
    assert "Turn, 3 bars of 4/4 in Am" in page
    assert "3: Am6  F#7 (3)" in page
    for row in ("Bm7b5  B D F A", "E7     E G# B D", "Am6    A C E F#", "F#7    F# A# C# E"):
        assert row in page


def test_silence_is_a_chord_without_tones() -> None:
    assert "N.C.   -      -        -" in chart_page(leadsheet.parse("| N.C. |"))


def test_numbers_stand_right_and_words_left() -> None:
    assert table(("tune", "notes"), [("a", 1200), ("bcdef", 7)]) == "tune   notes\na      1,200\nbcdef      7"


@pytest.mark.parametrize(
    ("text", "line"), [("| C |", "1 bar of 4/4"), ("title: Two\nkey: F\n| C | F |", "Two, 2 bars of 4/4 in F")]
)
def test_a_chart_is_told_in_a_line(text: str, line: str) -> None:
    assert chart_line(leadsheet.parse(text)) == line
