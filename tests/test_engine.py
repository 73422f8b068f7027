"""The light engine and the network are one: same weights, same probabilities, same solos."""

from __future__ import annotations

import numpy as np
import pytest

from jazz import leadsheet, network, sampling, solotext
from jazz.context import context
from jazz.dataset import batch, examples, windows
from jazz.engine import NumpyEngine
from jazz.grammar import advance
from tests.models import random_model

SONG = solotext.parse(
    "tempo: 150\n      | Dm7 | G7 | Cmaj7 |\nsolo: | d4 f4 a4 c5 b4 a4 g4 f4 | e4 g4 b4 d5 c#5 c5 a4 ab4 | g4:2 r:2 |"
)
CELLS = [("lstm", 1), ("lstm", 2), ("gru", 1), ("gru", 3), ("simple_rnn", 1)]


def softmax(logits: np.ndarray) -> np.ndarray:
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: np.ndarray = weights / weights.sum(axis=-1, keepdims=True)
    return result


@pytest.mark.parametrize(("cell", "layers"), CELLS)
def test_both_engines_give_the_same_probabilities(cell: str, layers: int) -> None:
    """For every cell and depth the largest difference is under 1e-5."""
    model = random_model(cell, layers)
    net = network.build(model.config)
    network.set_weights(net, model.config, model.weights)
    data = examples([SONG])
    shown = batch(data, windows(data, 64, None), 64)
    by_keras = softmax(np.asarray(net.predict_on_batch((shown.previous, shown.context, shown.allowed))))
    engine = NumpyEngine(model)
    state = engine.start(1)
    for step in range(64):
        logits, state = engine.step(shown.previous[:, step], shown.context[:, step], shown.allowed[:, step], state)
        assert np.abs(softmax(logits) - by_keras[:, step]).max() < 1e-5


@pytest.mark.parametrize("cell", ["lstm", "gru", "simple_rnn"])
def test_the_inference_graph_samples_what_the_light_engine_samples(cell: str) -> None:
    """One call of the one-to-many graph makes a whole batch, value for value the light engine's."""
    model = random_model(cell)
    net = network.build(model.config)
    network.set_weights(net, model.config, model.weights)
    chart = leadsheet.parse("| Dm7 | G7 | Cmaj7 | A7alt |")
    tables, state = sampling.stage(chart, 140.0, 3, (45, 80))
    uniform = np.random.default_rng(7).random((3, 40), np.float32)
    graph = network.OneToMany(net, model.config, tables)
    settings = (np.full(3, 0.9, np.float32), np.full(3, 0.95, np.float32))
    by_graph = np.asarray(graph.predict_on_batch((state.pitch, state.low, state.high, uniform, *settings)))
    engine = NumpyEngine(model)
    memory, previous, by_engine = engine.start(3), np.full(3, -1, np.int32), []
    for numbers in uniform.T:
        mask, features = sampling.playable(np, tables, state), context(np, tables, state).astype(np.float32)
        logits, memory = engine.step(previous, features, mask, memory)
        previous = sampling.choose(np, logits, numbers, np.float32(0.9), np.float32(0.95))
        state = advance(np, state, previous)
        by_engine.append(previous)
    np.testing.assert_array_equal(by_graph, np.array(by_engine).T)


def test_the_changes_condition_the_network() -> None:
    """Other chords change the logits themselves, not only what is allowed."""
    model = random_model()
    engine = NumpyEngine(model)
    everything = np.ones((1, model.config.n_values), bool)
    found = []
    for text in ("| Cmaj7 | F7 |", "| Cm7 | F7 |", "| Cmaj7 | B7 |"):
        tables, state = sampling.stage(leadsheet.parse(text), 120.0, 1, (0, 127))
        features = context(np, tables, state).astype(np.float32)
        found.append(engine.step(np.array([-1]), features, everything, engine.start(1))[0])
    assert np.abs(found[0] - found[1]).max() > 0.01
    assert np.abs(found[0] - found[2]).max() > 0.01
