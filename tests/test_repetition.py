"""Repetition: what is found again in a solo, and what only looks like it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jazz import repetition, solotext
from jazz.music import Song

TEMPO = 120  # a bar of four lasts two seconds


def song(chords: str, line: str, metre: str = "4/4") -> Song:
    return solotext.parse(f"metre: {metre}\ntempo: {TEMPO}\n      {chords}\nsolo: {line}")


TWICE = song(
    "| C               | F               | C               | F               |",
    "| c4 d4 e4 g4 r:2 | r a4:4 f4 r:2   | c4 d4 e4 g4 r:2 | r a4:4 f4 r:2   |",
)


def test_a_pattern_counts_from_its_second_time() -> None:
    """Overlapping or not; a line shorter than the pattern has no share."""
    assert repetition.heard_before("abababab", 4) == pytest.approx(3 / 5)
    assert repetition.heard_before("abcd", 2) == 0
    assert math.isnan(repetition.heard_before("abc", 4))


def test_the_rhythm_of_a_bar_is_found_so_many_bars_back() -> None:
    assert repetition.rhythm_again(TWICE)[:3] == [0, 1, 0]
    assert math.isnan(repetition.rhythm_again(TWICE)[3])


def test_a_rhythm_is_the_same_swung_or_straight() -> None:
    """Also when the first note is a hair before the bar line; a bar of one note has no rhythm."""
    line = "| c4:4 d4 e4 f4:2 | c4:4 d4:4/3 e4:8/3 f4:4 r:8. c4:16 | r:4 d4 e4 f4:2 | c4:1 |"
    again = repetition.rhythm_again(song("| C | C | C | C |", line))
    assert again[:2] == [1, 1]


def test_a_figure_is_found_in_another_key() -> None:
    """Four notes, the same intervals."""
    line = "| c4 d4 e4 g4 r:2 | r:4 d4 e4 f#4 a4 r:4 | c5 b4 a4 g4 r:2 |"
    assert repetition.figures_again(song("| C | D | C |", line))[:2] == [pytest.approx(0.5), 0]


def test_bars_groove_alike_where_they_agree() -> None:
    """Of the 64 places in a bar of four; three have 48."""
    assert repetition.grooving(song("| C | C |", "| c4:1 | d4:1 |")) == 1
    assert repetition.grooving(song("| C | C |", "| c4:1 | d4:2 e4:2 |")) == pytest.approx(63 / 64)
    assert repetition.grooving(song("| C | C |", "| c4:2. | r:2. |", "3/4")) == pytest.approx(47 / 48)
    assert math.isnan(repetition.grooving(song("| C |", "| c4:1 |")))


def test_chroma_is_how_long_each_pitch_class_sounds() -> None:
    """A note over the bar line sounds in both bars."""
    found = repetition.chroma(song("| C | C |", "| c4:2. e5:4~ | e5:1 |"))
    assert found[0, [0, 4]] == pytest.approx(np.array([3, 1]) / np.sqrt(10))
    assert found[1, 4] == 1
    assert found.sum(axis=1)[1] == 1


def test_a_form_that_comes_again_has_structure_of_its_length() -> None:
    """AABA in four bars each: four bars (8 s) are found again, and nothing longer than half the solo can be."""
    a, b = "| c4:1 | d4:1 | e4:1 | f4:1 ", "| g4:1 | ab4:1 | bb4:1 | b4:1 "
    short, middle, long = repetition.structureness(song("| C " * 16 + "|", a + a + b + a + "|"))
    # three quarters of the solo are covered by A, two of them repeats, all alike: of 8 bars in 12 and 8 in 16
    assert short == pytest.approx(2 * (8 / 12) * (8 / 16) / (8 / 12 + 8 / 16))
    assert middle == short
    assert long == 0


def test_fitness_takes_repeats_that_do_not_overlap() -> None:
    """A bar played four times over: one bar covers all, two bars half as often."""
    found = repetition.fitness(np.ones((4, 4)))
    assert found == pytest.approx([2 * 0.75 * 0.75 / 1.5, 2 * 0.5 * 0.5 / 1.0])


def test_silence_repeats_nothing() -> None:
    silent = song("| C | C |", "| r:1 | r:1 |")
    assert repetition.structureness(silent) == [0, 0, 0]
    assert all(math.isnan(share) for share in repetition.rhythm_again(silent) + repetition.figures_again(silent))
