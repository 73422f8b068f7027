"""Swing: shares fall with the tempo, even styles are even, and the map of time rises everywhere."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.music import Metre
from jazz.swing import Swing, is_straight, swing_share


def test_swing_falls_with_the_tempo() -> None:
    """Nearly two to one at medium tempi, nearly even when fast, soft in ballads."""
    shares = [round(swing_share(tempo, "swing", Metre()), 3) for tempo in (60, 120, 200, 300, 400)]
    assert shares == [0.53, 0.655, 0.62, 0.543, 0.5]


@pytest.mark.parametrize("style", ["bossa", "Bossa Nova", "latin", "straight eighths", "funk", "Even 8ths", "samba"])
def test_even_styles_are_even(style: str) -> None:
    assert is_straight(style)
    assert swing_share(140, style, Metre()) == 0.5


@pytest.mark.parametrize("style", ["swing", "medium swing", "waltz", "ballad", "blues", "up-tempo swing", "", None])
def test_the_others_swing(style: str | None) -> None:
    assert not is_straight(style)


def test_eighths_of_a_metre_in_eighths_are_even() -> None:
    assert swing_share(140, "swing", Metre(6, 8)) == 0.5


def test_beats_with_triplets_or_sixteenths_are_played_as_written() -> None:
    """Only a beat of eighths is swung; the beats around it are not asked."""
    swing = Swing(2 / 3, [0, 12, 24, 32, 40, 48, 54, 60, 72, 84])
    assert [swing.time(tick) for tick in (0, 12, 24, 32, 40)] == [0, 320, 480, 640, 800]
    assert [swing.time(tick) for tick in (48, 54, 60, 72, 84)] == [960, 1080, 1200, 1440, 1760]


@given(st.floats(0.4, 0.8), st.lists(st.integers(0, 96), max_size=12))
def test_played_time_rises_and_keeps_the_beat(share: float, onsets: list[int]) -> None:
    times = [Swing(share, onsets).time(tick) for tick in range(97)]
    assert all(before < after for before, after in pairwise(times))
    assert times[::24] == [0, 480, 960, 1440, 1920]
