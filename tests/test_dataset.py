"""Songs as training examples."""

from __future__ import annotations

import numpy as np

from jazz import solotext, vocabulary
from jazz.context import N_CONTEXT
from jazz.dataset import batch, examples, windows
from jazz.grammar import parse
from jazz.views import WIDTHS
from jazz.vocabulary import N_VALUES

SONGS = [
    solotext.parse("tempo: 120\n      | Dm7 | G7 |\nsolo: | d4 f4 a4 c5 b4 a4 g4 f4 | e4:4 d4:4 b3:2 |"),
    solotext.parse("tempo: 200\n      | F7 |\nsolo: | r:4 a4:8/3 g4:8/3 f4:8/3 c4:2 |"),
]


def test_every_value_stands_behind_its_predecessor() -> None:
    """Previous is the target one step before; a song begins with none."""
    data = examples(SONGS)
    sentences = [vocabulary.encode(parse(song)) for song in SONGS]
    assert data.targets.tolist() == [each for sentence in sentences for each in sentence]
    assert data.previous.tolist() == [each for sentence in sentences for each in [-1, *sentence[:-1]]]
    assert data.notes == sum(len(song.solo) for song in SONGS)


def test_windows_cover_every_value_once() -> None:
    """Whatever the cuts, an epoch sees each value once."""
    data = examples(SONGS)
    for rng in (None, np.random.default_rng(1), np.random.default_rng(2)):
        rows = np.concatenate([np.arange(first, last) for first, last in windows(data, 5, rng)])
        assert sorted(rows.tolist()) == list(range(len(data.targets)))


def test_a_batch_has_the_shapes_of_the_network() -> None:
    """Padding has weight 0, and what is asked for is allowed."""
    data = examples(SONGS)
    spans = windows(data, 8, None)
    made = batch(data, spans, 8)
    assert made.inputs.context.shape == (len(spans), 8, N_CONTEXT)
    assert made.inputs.allowed.shape == (len(spans), 8, N_VALUES)
    assert made.inputs.recalled.shape == (len(spans), 8, len(WIDTHS))
    assert made.weights.sum() == len(data.targets)
    chosen = np.take_along_axis(made.inputs.allowed, made.targets[..., None], axis=2)[..., 0]
    assert chosen[made.weights > 0].all()
