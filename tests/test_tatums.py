"""Where performed onsets belong on the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.tatums import swing_ratio, tatums, typed

MEDIUM = 0.4  # seconds in a beat, 150 beats a minute


def ticks(played: str, swing: float = 0.5) -> str:
    """The ticks of onsets in beats, both as words."""
    onsets = [float(word) for word in played.split()]
    return " ".join(str(place.tick) for place in tatums(onsets, beat_seconds=MEDIUM, swing=swing))


@pytest.mark.parametrize(
    ("played", "written"),
    [
        pytest.param("0.02 1.03 1.98", "0 24 48", id="quarters"),
        pytest.param("0.01 0.52 1.03 1.49", "0 12 24 36", id="straight eighths"),
        pytest.param("0.01 0.60 1.03 1.57", "0 12 24 36", id="swung eighths"),
        pytest.param("0.66", "12", id="one swung off-beat"),
        pytest.param("0.01 0.35 0.68", "0 8 16", id="triplet"),
        pytest.param("0.01 0.65", "0 16", id="two notes of a triplet"),
        pytest.param("0.34 0.68", "8 16", id="triplet after a rest"),
        pytest.param("0.01 0.26 0.52 0.76", "0 6 12 18", id="sixteenths"),
        pytest.param("0.02 0.77", "0 18", id="dotted eighth"),
        pytest.param("0.01 0.16 0.34 0.51 0.68 0.84", "0 4 8 12 16 20", id="sextuplet"),
        pytest.param("0.01 0.21 0.41 0.61 0.81", "0 5 10 14 19", id="quintuplet"),
        pytest.param("0.01 0.15 0.29 0.43 0.58 0.72 0.86", "0 3 7 10 14 17 21", id="septuplet"),
        pytest.param("0.01 0.13 0.26 0.38 0.51 0.63 0.76 0.88", "0 3 6 9 12 15 18 21", id="32nds"),
        pytest.param("0.56 0.95", "12 24", id="a little before the beat"),
        pytest.param("-0.05 0.5", "0 12", id="a little before the first beat"),
    ],
)
def test_each_beat_is_divided_by_itself(played: str, written: str) -> None:
    assert ticks(played) == written


def test_hard_swung_eighths_are_eighths_where_the_player_swings_hard() -> None:
    assert ticks("0.01 0.67 1.01 1.34 1.68", swing=0.5) == "0 16 24 32 40"
    assert ticks("0.01 0.67 1.01 1.34 1.68", swing=0.66) == "0 12 24 32 40"


def test_the_swing_ratio_is_the_median_of_the_pairs_in_a_beat() -> None:
    onsets = [0.01, 0.63, 1.0, 1.6, 2.02, 2.64, 3.0, 3.61, 4.0, 4.33, 4.67, 5.0, 5.75]
    assert swing_ratio(onsets, beat_seconds=MEDIUM) == pytest.approx(0.615)


def test_without_pairs_of_eighths_nothing_is_known_of_the_swing() -> None:
    assert swing_ratio([0.0, 1.0, 1.66, 2.0], beat_seconds=MEDIUM) == 0.5


def test_a_typed_line_stands_on_the_page_already() -> None:
    assert ticks("0.125 1.6666 2.9166") == "3 40 70"
    assert ticks("0.11 1.65 2.93") != "3 40 70"


def test_typed_means_nearer_than_anybody_plays_and_straight() -> None:
    assert typed([0.0, 0.3333, 0.6667, 1.0, 1.875])
    assert not typed([0.0, 0.34, 0.66, 1.01, 1.87])
    assert not typed([0.0, 0.6667, 1.0, 1.6667], swing=0.6667)


def test_notes_that_crowd_at_the_end_of_a_beat_find_a_place_in_it() -> None:
    places = [place.tick for place in tatums([0.9 + 0.0001 * n for n in range(12)], beat_seconds=MEDIUM)]
    assert places == sorted(set(places))
    assert max(places) < 24


@given(st.lists(st.floats(0, 40), max_size=60), st.floats(0.1, 2.0))
def test_no_note_moves_further_than_its_beat_and_none_overtakes(onsets: list[float], beat_seconds: float) -> None:
    onsets.sort()
    swing = swing_ratio(onsets, beat_seconds=beat_seconds)
    placed = [place.tick / 24 for place in tatums(onsets, beat_seconds=beat_seconds, swing=swing)]
    assert placed == sorted(placed)
    assert all(abs(place - onset) <= 1 + 0.03 / beat_seconds for place, onset in zip(placed, onsets, strict=True))
