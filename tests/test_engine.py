"""The light engine and the network are one: same weights, same probabilities, same solos."""

from __future__ import annotations

import numpy as np
import pytest

from jazz import leadsheet, network, sampling, solotext
from jazz.dataset import batch, examples, windows
from jazz.engine import FIRST_CAPACITY, NumpyEngine, Recall
from jazz.grammar import VALUES, Kind, State, advance
from jazz.model import Model
from jazz.scene import scene
from jazz.views import WIDTHS
from tests.models import random_model

SONG = solotext.parse(
    "tempo: 150\n      | Dm7 | G7 | Cmaj7 |\nsolo: | d4 f4 a4 c5 b4 a4 g4 f4 | e4 g4 b4 d5 c#5 c5 a4 ab4 | g4:2 r:2 |"
)
CELLS = [("lstm", 1, 1), ("lstm", 2, 2), ("gru", 1, 1), ("gru", 3, 1), ("simple_rnn", 1, 3)]


def softmax(logits: np.ndarray) -> np.ndarray:
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: np.ndarray = weights / weights.sum(axis=-1, keepdims=True)
    return result


@pytest.mark.parametrize(("cell", "layers", "members"), CELLS)
def test_both_engines_give_the_same_probabilities(cell: str, layers: int, members: int) -> None:
    """For every cell, depth and ensemble the largest difference is under 1e-5."""
    model = random_model(cell, layers, members=members)
    net = network.build(model.config)
    network.set_weights(net, model.config, model.weights)
    data = examples([SONG])
    shown = batch(data, windows(data, 64, None), 64)
    by_keras = np.exp(sampling.mix(np, np.asarray(net.predict_on_batch(tuple(shown.inputs)))))
    engine = NumpyEngine(model)
    memory = engine.start(1)
    for step in range(len(data.targets)):
        here = State(*(field[step : step + 1] for field in data.states))
        logits, memory = engine.step(data.previous[step : step + 1], scene(np, data.timeline, here), memory)
        assert np.abs(softmax(logits) - by_keras[:, step]).max() < 1e-5


@pytest.mark.parametrize("cell", ["lstm", "gru", "simple_rnn"])
def test_the_inference_graph_samples_what_the_light_engine_samples(cell: str) -> None:
    """One call of the one-to-many graph makes a whole batch, value for value the light engine's."""
    model = random_model(cell, members=2)
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
        now = scene(np, tables, state)
        logits, memory = engine.step(previous, now._replace(allowed=sampling.playable(now.allowed, state)), memory)
        previous = sampling.choose(np, logits, numbers, np.float32(0.9), np.float32(0.95))
        state = advance(np, state, previous)
        by_engine.append(previous)
    np.testing.assert_array_equal(by_graph, np.array(by_engine).T)


def test_memory_brings_back_what_was_played() -> None:
    """With keys and queries that see nothing but gain on intervals, an interval heard before becomes likelier."""
    model = random_model()
    weights = {name: np.zeros_like(array) for name, array in model.weights.items()}
    gains = weights["0.gain.bias"].reshape(model.config.heads, -1)
    gains[:, 0] = 2.0  # the first view of tones: the interval from the last note
    engine = NumpyEngine(Model(model.config, weights))
    data, memory = examples([SONG]), engine.start(1)
    for step in range(9):
        here = scene(np, data.timeline, State(*(field[step : step + 1] for field in data.states)))
        logits, memory = engine.step(data.previous[step : step + 1], here, memory)
    best = {value.number: -1e9 for value in VALUES if value.kind is Kind.TONE}
    for value, logit in zip(VALUES, logits[0].tolist(), strict=True):
        if value.kind is Kind.TONE:
            best[value.number] = max(best[value.number], logit)
    assert best[3] > best[-5] + 0.1  # d4 f4 a4 c5 has two minor thirds, and no fourth down


def test_memory_grows_past_its_first_room() -> None:
    """A solo longer than the room set aside at first is remembered whole, by both engines alike."""
    recall = Recall(1, 2, 4)
    rng = np.random.default_rng(0)
    for column in range(3 * FIRST_CAPACITY):
        recall.remember(np.zeros((1, 2, 4), np.float32), np.full((1, len(WIDTHS)), column % 20))
    votes = recall.votes(rng.normal(size=(1, 2, 4)).astype(np.float32))
    assert votes[0, 0, :20] == pytest.approx(np.full(20, votes[0, 0, 0]), rel=0.1)
    assert votes[0, 0, 20:].sum() == 0


def test_the_changes_condition_the_network() -> None:
    """Other chords change the logits themselves, not only what is allowed."""
    model = random_model()
    engine = NumpyEngine(model)
    everything = np.ones((1, model.config.n_values), bool)
    found = []
    for text in ("| Cmaj7 | F7 |", "| Cm7 | F7 |", "| Cmaj7 | B7 |"):
        tables, state = sampling.stage(leadsheet.parse(text), 120.0, 1, (0, 127))
        now = scene(np, tables, state)._replace(allowed=everything)
        found.append(engine.step(np.array([-1]), now, engine.start(1))[0])
    assert np.abs(found[0] - found[1]).max() > 0.01
    assert np.abs(found[0] - found[2]).max() > 0.01
