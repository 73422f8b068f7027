"""Beat tracks: seconds to beats, annotation to charts."""

from __future__ import annotations

import pytest

from jazz.beattrack import Beat, chart, check, mean_beat, position, start
from jazz.errors import SourceError
from jazz.music import Chart

BLUES = "C7 . . . | F7 . . . | C7 . . . | . . . G7"


def beats(text: str, first_bar: int = 1, first_beat: int = 1, seconds: float = 0.5) -> list[Beat]:
    """A beat track: a word per beat, "." for no new chord, "A1:C7" where a part begins, "|" between bars."""
    track: list[Beat] = []
    for bar, words in enumerate(text.split("|"), first_bar):
        for beat, word in enumerate(words.split(), first_beat if bar == first_bar else 1):
            form, _, chord = word.rpartition(":")
            track.append(Beat(len(track) * seconds, bar, beat, chord.strip("."), form))
    return track


def changes(read: Chart) -> str:
    """The changes as "tick chord" words."""
    return ", ".join(f"{change.onset} {change.chord.symbol}" for change in read.changes)


def test_a_time_between_two_beats_is_a_fraction_of_that_beat() -> None:
    assert position(1.25, [0.0, 1.0, 1.5]) == 1.5
    assert position(0.75, [0.0, 1.0, 1.5]) == 0.75


def test_beats_go_on_before_the_first_and_after_the_last() -> None:
    assert position(2.0, [0.0, 1.0, 1.5]) == 3.0
    assert position(-0.5, [0.0, 1.0, 1.5]) == -0.5


def test_a_chord_holds_until_the_next_and_is_no_change_when_written_again() -> None:
    assert changes(chart(beats(BLUES), 4 * 96)) == "0 C7, 96 F7, 192 C7, 360 G7"
    assert changes(chart(beats("C7 . C7 . | C7 . . ."), 2 * 96)) == "0 C7"


def test_no_chord_is_a_chord_and_so_is_the_time_before_the_first() -> None:
    assert changes(chart(beats(". . C7 . | NC . . ."), 2 * 96)) == "0 N.C., 48 C7, 96 N.C."


def test_a_chart_ends_with_the_bar_line_after_the_solo() -> None:
    assert chart(beats(BLUES), 97).bars == 2
    assert chart(beats(BLUES), 96).bars == 1


def test_a_chart_goes_on_when_the_last_note_outlasts_the_beats() -> None:
    assert chart(beats(BLUES), 5 * 96).bars == 5


def test_a_track_that_begins_inside_a_bar_gives_whole_bars() -> None:
    read = chart(beats("G7 | A1:C7 . . . | F7 . . . | C7 . . .", first_bar=0, first_beat=4), 4 * 96)
    assert changes(read) == "0 G7, 96 C7, 192 F7, 288 C7"
    assert [(part.onset, part.name) for part in read.sections] == [(0, "intro"), (96, "A")]


def test_sections_lose_their_numbers() -> None:
    read = chart(beats("A1:C7 . . . | A2:C7 . . . | *B1:F7 . . . | I1:G7 . . ."), 4 * 96)
    assert [part.name for part in read.sections] == ["A", "A", "B", "intro"]


def test_a_chorus_is_as_long_as_from_one_to_the_next() -> None:
    twice = [beat._replace(chorus=1 + (beat.bar > 2)) for beat in beats(BLUES)]
    assert chart(twice, 4 * 96).form_bars == 2


def test_the_length_of_a_single_chorus_is_taken_from_the_form_where_it_fits() -> None:
    assert chart(beats(BLUES), 4 * 96, form_bars=4).form_bars == 4
    assert chart(beats(BLUES), 4 * 96, form_bars=12).form_bars == 0


@pytest.mark.parametrize(("text", "metre"), [("C . . | F . .", 3), ("C . . . . | F . . . .", 5), ("C . . .", 4)])
def test_the_metre_is_the_number_of_beats_in_a_bar(text: str, metre: int) -> None:
    assert chart(beats(text), 24).metre.beats == metre


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("C . . . | F . . . | G . . | C . . . | C . . .", "metre-changes", "bar 3"),
        ("C . . . | F . . . . | C . . . | C . . .", "metre-changes", "bar 2"),
        ("C | F | G | C", "no-metre", "without bars"),
        ("C . . . | Gblah7 . . .", "chord", "bar 2"),
    ],
)
def test_what_cannot_be_a_chart_says_why(text: str, code: str, where: str) -> None:
    with pytest.raises(SourceError, match=where) as caught:
        chart(beats(text), len(beats(text)) * 24)
    assert caught.value.code == code


def test_a_change_of_metre_after_the_solo_does_not_matter() -> None:
    assert chart(beats("C . . . | F . . . | G . . | C . . . | C . . ."), 2 * 96).bars == 2


def test_a_chart_begins_with_the_bar_of_the_first_note_but_not_after_the_form_begins() -> None:
    track = beats("C . . . | C . . . | A1:C . . . | F . . .", first_bar=-1)
    assert [start(track, first) for first in (2, 5, 9, 14)] == [0, 4, 8, 8]


def test_a_beat_track_has_two_beats_in_order() -> None:
    assert mean_beat(beats(BLUES)) == 0.5
    with pytest.raises(SourceError, match="no beat track"):
        check(beats("C"))
    with pytest.raises(SourceError, match="order of time"):
        check(beats("C . . .", seconds=0.0))
    with pytest.raises(SourceError, match="no number"):
        check(beats("C . . .", first_beat=0))
