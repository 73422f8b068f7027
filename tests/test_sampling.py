"""Sampling: how a distribution becomes a line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import leadsheet
from jazz.engine import NumpyEngine
from jazz.sampling import choose, improvise, mix
from jazz.theory import note_name
from tests.models import Reciter, random_model

LOGITS = np.log(np.array([[0.5, 0.1, 0.4, 0.0]]) + 1e-30).astype(np.float32)


@pytest.mark.parametrize(("uniform", "chosen"), [(0.0, 0), (0.49, 0), (0.51, 2), (0.89, 2), (0.91, 1), (0.9999, 1)])
def test_a_number_picks_the_value_in_whose_share_it_falls(uniform: float, chosen: int) -> None:
    """Shares stand in order of likelihood."""
    assert choose(np, LOGITS, np.array([uniform], np.float32), np.float32(1), np.float32(1)).tolist() == [chosen]


def test_top_p_leaves_out_the_unlikely_tail() -> None:
    """With 0.85 the values of 0.5 and 0.4 share everything."""
    numbers = np.linspace(0, 0.999, 50, dtype=np.float32)
    chosen = choose(np, np.repeat(LOGITS, 50, axis=0), numbers, np.float32(1), np.float32(0.85))
    assert set(chosen.tolist()) == {0, 2}


def test_a_cold_temperature_takes_the_likeliest() -> None:
    assert choose(np, LOGITS, np.array([0.95], np.float32), np.float32(0.01), np.float32(1)).tolist() == [0]


@given(st.integers(0, 2**31), st.floats(0, 0.99999))
def test_what_is_forbidden_is_never_chosen(seed: int, uniform: float) -> None:
    rng = np.random.default_rng(seed)
    allowed = rng.random((1, 9)) < 0.4
    allowed[0, 3] = True
    logits = np.where(allowed, rng.normal(0, 3, (1, 9)), -1e9).astype(np.float32)
    chosen = choose(np, logits, np.array([uniform], np.float32), np.float32(1.5), np.float32(1))
    assert allowed[0, chosen[0]]


def test_a_fake_engine_is_heard_word_for_word() -> None:
    """The loop follows what the engine says until the bar line cuts it."""
    solo = improvise(
        Reciter("C+0 8 C+4 8 C+3 4"), leadsheet.parse("| C | C |"), tempo=120.0, rng=np.random.default_rng(0)
    )[0]
    assert [note_name(note.pitch) for note in solo][:3] == ["C4", "E4", "G4"]
    assert [note.onset for note in solo][:4] == [0, 12, 24, 48]
    assert solo.end <= 192


def test_bounds_are_a_guarantee() -> None:
    """No temperature and no weights leave the range."""
    chart = leadsheet.parse("| Dm7 | G7 | Cmaj7 | N.C. |")
    for low, high in ((60, 72), (48, 50), (100, 100)):
        solos = improvise(
            NumpyEngine(random_model()),
            chart,
            tempo=120.0,
            rng=np.random.default_rng(3),
            count=4,
            temperature=3.0,
            bounds=(low, high),
        )
        assert all(low <= note.pitch <= high for solo in solos for note in solo)


def test_a_batch_of_one_is_the_seed_alone() -> None:
    """The same numbers make the same solo."""
    chart = leadsheet.parse("| Dm7 | G7 | Cmaj7 | % |")
    first, second = (
        improvise(NumpyEngine(random_model()), chart, tempo=120.0, rng=np.random.default_rng(5)) for _ in range(2)
    )
    assert first == second


def test_members_are_mixed_by_their_probabilities() -> None:
    """The mean of distributions, not of logits: one who is sure cannot outvote one who is not."""
    logits = np.log(np.array([[[0.9, 0.1], [0.3, 0.7]]]))
    np.testing.assert_allclose(np.exp(mix(np, logits)), [[0.6, 0.4]])


def test_a_player_comes_in_within_the_first_whole_note() -> None:
    """However the opening rest is drawn, nobody waits for half a chorus."""
    chart = leadsheet.parse("| Dm7 | G7 | Cmaj7 | % |")
    solos = improvise(
        Reciter("R 1~ 1~ 4 C+0 8"), chart, tempo=120.0, rng=np.random.default_rng(0), count=20, temperature=1.0
    )
    assert all(solo.notes[0].onset <= 96 for solo in solos)
