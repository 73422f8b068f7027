"""What notes tell of the beat."""

from __future__ import annotations

import random

import numpy as np
import pytest

from jazz.grid import pulse

BARS = "0 .62 1 1.62 2 2.62 3 | 0 1 1.33 1.67 2 3.62 | 0 .62 1 2 2.25 2.5 2.75 3 | 0 1.62 2"


def solo(bars: int = 40, jitter: float = 0.02) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Onsets in beats."""
    rng = random.Random(0)
    pattern = [[float(place) for place in bar.split()] for bar in BARS.split("|")]
    places = (4 * bar + place + rng.gauss(0, jitter) for bar in range(bars) for place in pattern[bar % 4])
    return np.array(sorted(max(0.0, place) for place in places))


def test_notes_fit_the_beats_that_they_were_played_on() -> None:
    heard = pulse.at_phases(pulse.melody(solo()), np.array([0.0, 0.25, 0.5, 0.75]))
    assert heard.argmax() == 0
    assert pulse.fit(pulse.melody(solo())) > pulse.fit(pulse.melody(solo() * 1.1))


@pytest.mark.parametrize("error", [-0.03, -0.01, 0.02])
def test_a_steady_error_is_found(error: float) -> None:
    found = pulse.steady(pulse.melody(solo() * (1 + error)))
    assert 1 / (1 + found.error) == pytest.approx(1 + error, abs=0.0005)
    assert found.score > found.still[1] + 30


def test_a_right_map_has_no_error_though_the_player_lags() -> None:
    found = pulse.steady(pulse.melody(solo() + 0.1))
    assert abs(found.error) * 160 < 0.1
    assert found.still[0] == pytest.approx(-0.1, abs=0.05)


def test_an_error_that_wanders_is_followed() -> None:
    right = solo()
    wrong = right + 0.6 * np.sin(right / 25)
    places, beats, score = pulse.wandering(pulse.melody(wrong), 2.5, wander=0.008)
    assert np.abs(np.interp(wrong, places, beats) - right).max() < 0.15
    assert score > pulse.steady(pulse.melody(wrong)).score


def test_what_accompanies_and_what_is_named_stands_on_beats() -> None:
    beats = np.arange(0.0, 60)
    for evidence in (pulse.accompaniment(beats), pulse.words(beats)):
        assert pulse.at_phases(evidence, np.array([0.5, 0.0, 0.2])).argmax() == 1


def test_evidence_is_put_in_order() -> None:
    both = pulse.together([pulse.melody([0.0, 2.0]), pulse.words([1.0]), pulse.accompaniment([])])
    assert both.places.tolist() == [0, 1, 2]
    assert both.densities.shape == (3, pulse.PHASES)


def test_densities_are_densities() -> None:
    rows = [word for line in pulse.COUNTED for word in line.split()]
    assert len(rows) == (len(pulse.NEIGHBOURS) + 1) ** 2
    for row in [*rows, pulse.STRUCK, pulse.NAMED]:
        assert len(row) == pulse.PHASES
        assert np.mean([np.exp((ord(letter) - ord("m")) / 5) for letter in row]) == pytest.approx(1, abs=0.1)
