"""Evaluation: bits a note add up, and a figure comes with its controls."""

from __future__ import annotations

import numpy as np
import pytest

from jazz import controls, evaluate, solotext
from jazz.dataset import examples
from tests.models import random_model

SONGS = [
    solotext.parse(f"title: {title}\ntempo: 120\n      | Dm7 | G7 |\nsolo: | {line} |")
    for title, line in (
        ("a", "d4 f4 a4 c5 b4 a4 g4 f4 | e4:4 r:4 d4:2"),
        ("b", "r a4 g#4 a4 f4 d4 c4 b3 | bb3 d4 f4 ab4 g4:4 r:4"),
        ("c", "d5:4 c5:8/3 a4:8/3 f4:8/3 d4:2~ | d4:8. f6:16 g4:4 f4:2"),
    )
]


def test_the_three_parts_are_all_bits_but_the_first_note() -> None:
    """Onset, pitch and length of a solo sum to the bits of its values, without the opening rest and the first tone."""
    data = examples(SONGS[2:])
    probabilities = evaluate.of_model(random_model())(data)
    bits = -np.log2(probabilities[np.arange(len(data.targets)), data.targets])
    tally = evaluate._tally(data, probabilities)
    first_tone = bits[data.states.count == 0].sum()
    assert tally.bits.sum() == pytest.approx(bits.sum() - first_tone, rel=1e-5)
    assert tally.counts.tolist() == [[7, 7, 8]]


def test_uniform_bits_are_the_logarithm_of_the_choices() -> None:
    data = examples(SONGS[:1])
    probabilities = controls.uniform(data)
    tally = evaluate._tally(data, probabilities)
    lengths = data.states.phase == 4
    assert tally.bits[0, 0] == pytest.approx(np.log2(controls.masks(data).sum(axis=1))[lengths][:-1].sum())


def test_every_row_has_its_interval_and_the_model_comes_first() -> None:
    rows = evaluate.evaluate(random_model(), SONGS[:2], fit_on=SONGS[2:])
    assert [row.name.split()[0] for row in rows] == ["random", "n-gram", "unigram", "untrained", "uniform"]
    for row in rows:
        assert row.total.low <= row.total.mean <= row.total.high
        assert row.total.mean == pytest.approx(row.onset.mean + row.pitch.mean + row.length.mean)
        assert 0 <= row.top1_pitch <= 1
        assert row.notes == sum(len(song.solo) for song in SONGS[:2])


def test_without_other_songs_every_tune_is_judged_by_controls_that_do_not_know_it() -> None:
    """All songs count, and no tune is on both sides."""
    rows = evaluate.evaluate(random_model(), SONGS)
    assert {row.notes for row in rows} == {sum(len(song.solo) for song in SONGS)}
    for fitted, judged in evaluate.folds(SONGS):
        assert not {song.tune for song in fitted} & {song.tune for song in judged}
