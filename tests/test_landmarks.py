"""From chord symbols that are beats to the beat track between them."""

from __future__ import annotations

from math import sin

import numpy as np
import pytest

from jazz.grid import landmarks

RATE = 2.0  # beats a second
BARS = "4 8 10 12 16 24 28 32 36 40 44 46 48 52 56 60 64 72 80 88 96"


def places(beats: str, error: float = 0.0, wander: float = 0.0) -> list[float]:
    """Where a map that is wrong counts beats."""
    return [round((b * (1 + error) + wander * sin(b / 10)) * 480) / 480 for b in map(int, beats.split())]


def written(beats: list[int] | None) -> str:
    return " ".join(map(str, beats or []))


@pytest.mark.parametrize("error", [-0.03, 0.0, 0.01, 0.03])
@pytest.mark.parametrize("wander", [0.0, 0.25])
def test_beats_between_chord_symbols_are_counted(error: float, wander: float) -> None:
    assert written(landmarks.counted(places(BARS, error, wander), bar=4, rate=RATE)) == BARS


def test_a_long_chord_lasts_for_a_part_of_the_form() -> None:
    beats = "4 8 12 76 80 84 88 92"
    assert written(landmarks.counted(places(beats, 0.025, 0.1), bar=4, rate=RATE)) == beats


def test_a_bar_may_have_another_number_of_beats() -> None:
    beats = "4 8 12 16 21 25 29 33 37 41"
    assert written(landmarks.counted(places(beats, 0.02, 0.1), bar=4, rate=RATE)) == beats


def test_few_places_and_places_that_limp_tell_nothing() -> None:
    assert landmarks.counted(places("4 8 12"), bar=4, rate=RATE) is None
    assert landmarks.counted([0.6, 2.1, 2.7, 3.1, 4.6, 6.0, 6.4, 7.9], bar=4, rate=RATE) is None


@pytest.mark.parametrize("wander", [0.0, 0.25])
def test_between_them_the_beat_is_smooth(wander: float) -> None:
    named = places(BARS, 0.02, wander)
    where, beats = landmarks.track(named, [int(beat) for beat in BARS.split()], rate=RATE, end=100.0)
    everywhere = [float(beat) for beat in range(97)]
    found = np.interp([beat * 1.02 + wander * sin(beat / 10) for beat in everywhere], where, beats)
    assert np.abs(found - everywhere).max() < 0.01


def test_beats_go_on_however_wrong_the_map_is() -> None:
    where, beats = landmarks.track([1.0, 5.0, 5.5, 9.0, 10.0], [1, 5, 12, 13, 14], rate=RATE, end=12.0)
    assert (np.diff(beats) > 0).all()
    assert len(where) == len(beats)
