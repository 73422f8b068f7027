"""The tempo of a performance without a map."""

from __future__ import annotations

import random

import numpy as np
import pytest

from jazz.grid import freetempo


def band(tempo: float, seconds: float = 60.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """When a loose band strikes: each beat, and now and then between."""
    rng = random.Random(0)
    beats = range(int(seconds * tempo / 60))
    places = [place for beat in beats for place in (beat, beat + 0.6) if place == beat or rng.random() < 0.3]
    return np.array([(place + abs(rng.gauss(0, 0.015))) * 60 / tempo for place in places])


@pytest.mark.parametrize("tempo", [96.0, 113.0, 150.0])
def test_the_tempo_of_a_band_is_found(tempo: float) -> None:
    found = freetempo.find(band(tempo)[::3], band(tempo))
    assert found.tempo == pytest.approx(tempo, rel=0.05)


def test_a_fast_tempo_may_be_taken_for_half_of_it() -> None:
    found = freetempo.find(band(190.0)[::3], band(190.0))
    assert found.tempo in (pytest.approx(95, rel=0.05), pytest.approx(190, rel=0.05))


def test_another_tempo_is_likelier_by_so_much() -> None:
    onsets = band(113.0)
    assert freetempo.find(onsets[::3], onsets, 160.0).gain > 100
    assert freetempo.find(onsets[::3], onsets, 113.0).gain == pytest.approx(0, abs=1e-6)


def test_a_few_notes_have_the_usual_tempo() -> None:
    found = freetempo.find(np.array([0.0, 1.0]), np.zeros(0))
    assert found.tempo == pytest.approx(freetempo.USUAL, rel=0.05)
