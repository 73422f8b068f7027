"""What is measured in the notes of a track, and what that weighs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jazz.midi import Track
from jazz.voices.measures import MEASURES, measured, weighed
from tests.test_voices import BAR, CHORDS, EIGHTH, LOW, PPQ, SUNG, line


def facts(names: str, **how: Any) -> dict[str, Any]:
    """What is measured in a line that plays alone."""
    return measured([Track("", line(names, **how))], PPQ)[0]


@pytest.mark.parametrize(
    ("name", "value", "names"),
    [
        ("overlap", 0, "C4 D4 E4"),
        ("overlap", 100, "C4+E4+G4"),
        ("overlap", 60, "C4+E4+G4 A4 C4+E4"),
        ("far", 0, "G4 A4 B4"),
        ("far", 12, "A3 A3"),
        ("far", 12, "A5 A5"),
        ("narrow", 9, "C4 C4 C4"),
        ("narrow", 0, "C4 C4 C5 C5"),
        ("bars", 100, "C4 - - - - - - - D4 - - - - - - -"),
        ("bars", 50, "C4 - - - - - - - - - - - - - - - - - - - - - - - D4 - - - - - - -"),
        ("presence", -1, "C4 - - - - - - - - - - - - - - - - - - - - - - - D4 - - - - - - -"),
        ("pace", 2, "C4 D4 E4 C4 C4 D4 E4 C4"),
        ("density", 1, "C4 D4 E4 C4 C4 D4 E4 C4"),
        ("rests", 50, "C4 D4 - E4"),
        ("silences", 50, "C4 - - - - - - - - D4"),
        ("steps", 50, "C4 D4 C4 E4 C4"),
        ("steps", 0, "C4 C4 C4"),
        ("steps", 100, "C4+G4 C4+A4 E4+B4"),
        ("leaps", 100, "C4 Ab4 C4"),
        ("leaps", 0, "C4 G4 C4"),
        ("variety", 0, "C4 D4 E4 F4"),
        ("variety", 1, "C4 D4 - E4 F4 - G4"),
        ("again", 100, "C4 - C4 C4 - - C4 - D4 - D4 D4 - - D4 -"),
        ("again", 0, "C4 - C4 C4 - - C4 - D4 - D4 - D4 - D4 -"),
        ("held", 90, "C4 D4 E4"),
    ],
)
def test_a_line_is_measured(name: str, value: float, names: str) -> None:
    assert facts(names)[name] == pytest.approx(value)


def test_a_held_pedal_is_measured() -> None:
    assert facts("C4 D4 E4", held=1.4)["held"] == pytest.approx(140)
    assert facts("C4 D4 E4", held=9)["held"] == pytest.approx(150)


def test_who_is_on_top_is_measured_among_all() -> None:
    tracks = [Track("", line(names, length=BAR, held=1)) for names in ("C5 C5 - -", "C4 C4 C4 -", "C3 C3 C3 C3")]
    assert [row["top"] for row in measured(tracks, PPQ)] == [50, 25, 25]


def test_loudness_is_measured_beside_the_others() -> None:
    soft = tuple(replace(note, velocity=60) for note in SUNG)
    assert [row["loud"] for row in measured([Track("", SUNG), Track("", soft)], PPQ)] == [10, -10]


def test_a_doubled_note_is_measured_once() -> None:
    doubled = tuple(replace(note, velocity=velocity) for note in SUNG for velocity in (70, 80))
    assert measured([Track("", doubled)], PPQ) == measured([Track("", SUNG)], PPQ)


def test_hours_of_music_are_measured_on_a_coarser_grid() -> None:
    notes = [line(name, length=2000 * BAR) for name in ("C5 C5", "C4 C4")]
    assert [row["top"] for row in measured([Track("", line) for line in notes], PPQ)] == [100, 0]


def test_a_measure_of_more_than_usual_speaks_for_or_against() -> None:
    usual = {name: measure.mean for name, measure in MEASURES.items()}
    words = measured([Track("", SUNG)], PPQ)[0]
    for name, measure in MEASURES.items():
        more = weighed(words | usual | {name: measure.mean + 2 * measure.spread})
        assert {other: pytest.approx(odds) for other, (odds, _) in more.items()} == {
            **dict.fromkeys(MEASURES, 0.0),
            name: 2 * measure.weight,
        }


def test_the_words_tell_what_was_measured() -> None:
    chords, low = measured([Track("", CHORDS), Track("", LOW)], PPQ)
    assert weighed(chords)["overlap"][1] == "77 % of its notes overlap"
    assert weighed(low)["overlap"][1] == "one note at a time"
    assert weighed(low)["far"][1] == "lies at C2-A2"
    assert weighed(low)["presence"][1] == "plays in 100 % of the bars"
    assert weighed(low)["density"][1] == "0.5 attacks a quarter note"


def test_no_tracks_have_no_measures() -> None:
    assert measured([], PPQ) == []


def test_a_note_without_length_can_be_measured() -> None:
    nothing = tuple(replace(note, end=note.start) for note in line("C4 D4", length=EIGHTH))
    assert measured([Track("", nothing)], PPQ)[0]["held"] == 0
