"""Traits: each says of a written line what a musician would."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jazz import solotext, traits
from jazz.music import Song
from jazz.traits import TRAITS, Trait


def song(chords: str, line: str, metre: str = "4/4") -> Song:
    return solotext.parse(f"metre: {metre}\ntempo: 120\n      {chords}\nsolo: {line}")


def counts(name: str, of: Song) -> dict[str, float]:
    """The classes of a histogram that anything is in."""
    (trait,) = [each for each in TRAITS if each.name == name]
    return {label: count for label, count in zip(trait.labels, np.atleast_1d(trait.measure(of)), strict=True) if count}


def test_notes_a_beat_count_over_the_whole_chart() -> None:
    assert traits.notes_a_beat(song("| C | C |", "| c4 d4 e4 f4 g4:2 | r:1 |")) == pytest.approx(5 / 8)
    assert traits.notes_a_beat(song("| C | C |", "| c4 d4 e4 f4 g4 a4 | r:2. |", "3/4")) == 1


def test_eighths_are_from_onset_to_onset() -> None:
    """However short the note is."""
    assert traits.eighths(song("| C |", "| c4 d4:16 r:16 e4:4 f4:2 |")) == pytest.approx(2 / 3)
    assert math.isnan(traits.eighths(song("| C |", "| c4:1 |")))


def test_a_rest_of_three_sixteenths_parts_phrases() -> None:
    line = "| c4 d4 r e4 r:8. f4:16 r:4 | g4:2 r:2 |"
    assert [len(phrase) for phrase in traits.phrases(song("| C | C |", line))] == [3, 1, 1]
    notes, beats, rest = traits.phrasing(song("| C | C |", line))
    assert notes == pytest.approx(5 / 3)
    assert beats == pytest.approx((2 + 0.25 + 2) / 3)
    assert rest == pytest.approx((0.75 + 1) / 2)
    assert counts("phrase lengths", song("| C | C |", line)) == {"1+": 2, "3+": 1}
    assert counts("rests", song("| C | C |", line)) == {"8.+": 1, "4+": 1}


@pytest.mark.parametrize(
    ("metre", "line", "shares"),
    [
        ("4/4", "c4:4 d4:4 e4 f4 g4 a4", [1, 1 / 2, 0]),  # C and E, then D and G, then F and A
        ("3/4", "c4:4 d4:4 f4 g4", [1, 0, 1]),  # only the first of three is strong
    ],
)
def test_chord_tones_by_the_strength_of_their_beat(metre: str, line: str, shares: list[float]) -> None:
    assert traits.chord_tones(song("| C |", f"| {line} |", metre)) == pytest.approx(shares)


def test_a_tone_outside_is_resolved_by_a_step_inside() -> None:
    """C sharp leads to D, over the bar line and into its chord; F sharp leaps; E flat falls silent."""
    line = "| r:2 a4:4 c#5:4 | d5:4 f#4 a4 eb5 r:4. |"
    assert traits.resolved(song("| A7 | Dm7 |", "| r:2 a4:4 g#4 r | d5:1 |")) == 0
    assert traits.resolved(song("| Am7 | Dm7 |", line)) == pytest.approx(1 / 3)
    assert traits.resolved(song("| C |", "| f4 a4 c5:2. |")) == 0  # of the scale, and no colour
    assert math.isnan(traits.resolved(song("| C |", "| c4 e4 g4:2. |")))


def test_register_is_how_wide_a_solo_is_and_where_it_drifts() -> None:
    rising = song("| C | C |", "| c4 d4 e4 f4 g4:2 | a4 c5 d5 e5:8 r:2 |")
    assert traits.span(rising) == 16
    # nine notes: of the first three and the last three the means are D4 and D5
    assert traits.drift(rising) == pytest.approx(12)
    assert math.isnan(traits.span(song("| C |", "| r:1 |")))


def test_intervals_and_degrees_are_counted() -> None:
    line = song("| C | Dm7 |", "| c4 c4 e4 eb4 c6:2 | d5:2 f3:2 |")
    assert counts("intervals", line) == {"0": 1, "+4": 1, "-1": 1, ">12": 1, "-10": 1, "<-12": 1}
    assert counts("degrees", line) == {"1": 4, "3": 1, "b3": 2}
    assert not counts("degrees", song("| N.C. |", "| c4:1 |"))


def test_times_fall_into_classes_of_note_values() -> None:
    line = song("| C |", "| c4 d4:16 r:16 e4:4/3 f4:8/3 g4:4. r |")
    assert counts("onset to onset", line) == {"8+": 2, "4/3+": 1, "8/3": 1}
    assert counts("note lengths", line) == {"8+": 1, "16+": 1, "4/3+": 1, "8/3": 1, "4.+": 1}
    assert counts("places in the beat", line) == {"0": 3, "12": 1, "16": 1}


def test_entropy_is_of_the_pitch_classes_in_a_window() -> None:
    """Octaves are one class; silent bars do not count, and a solo under four bars is one window."""
    one, four = traits.entropies(song("| C | C | C |", "| c4:2 c5:2 | c4:4 d4:4 e4:4 f4:4 | r:1 |"))
    assert one == pytest.approx((0 + 2) / 2)
    assert four == pytest.approx(3 / 6 * 1 + 3 * (1 / 6) * math.log2(6))


def test_patterns_of_pitches_and_of_intervals() -> None:
    """A run again, and again a tone higher: pitches are found once, intervals twice."""
    line = "| c4 d4 e4 f4 g4 r:4. | c4 d4 e4 f4 g4 r:4. | d4 e4 f#4 g4 a4 r:4. |"
    pitches, four, eight = traits.patterns(song("| C | C | D |", line))
    assert pitches == pytest.approx(1 / 11)
    assert four == pytest.approx(2 / 11)
    assert eight == 0


@pytest.mark.parametrize("trait", TRAITS, ids=lambda trait: trait.name)
@pytest.mark.parametrize("line", ["r:1", "c4:1", "c4 e4 r:2."])
def test_even_silence_has_every_trait(trait: Trait, line: str) -> None:
    """A number a label; where there is nothing to count, nan or nothing."""
    found = np.atleast_1d(trait.measure(song("| C |", f"| {line} |")))
    assert found.shape == (len(trait.labels),)
    if trait.histogram:
        assert (found >= 0).all()
