"""Controls: honest distributions that know what they were shown."""

from __future__ import annotations

import numpy as np
import pytest

from jazz import controls, grammar, sampling, solotext
from jazz.controls import Ngram, NgramPlayer, Predictor, masks
from jazz.dataset import Examples, examples
from jazz.scene import scene
from jazz.theory import note_name

LINE = "c4 e4 g4 b4 c5 b4 g4 e4 | c4:4 r:4 c4 e4 g4 b4"


def song_data(line: str = LINE) -> Examples:
    return examples([solotext.parse(f"tempo: 120\n      | C | C |\nsolo: | {line} |")])


PREDICTORS: dict[str, Predictor] = {
    "uniform": controls.uniform,
    "unigram": controls.unigram(song_data()),
    "bigram": Ngram(song_data(), 1),
    "5-gram": Ngram(song_data(), 4),
}


@pytest.mark.parametrize("name", PREDICTORS)
def test_rows_are_distributions_over_what_is_allowed(name: str) -> None:
    predictor = PREDICTORS[name]
    data = song_data("c4:8/3 d4:8/3 eb4:8/3 f#4 r a5:4 c#3:4~ | c#3:4 r:4 c4:2")
    found = predictor(data)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-9)
    assert (found[~masks(data)] == 0).all()
    assert (found[np.arange(len(found)), data.targets] > 0).all()


def test_an_ngram_foresees_what_it_has_seen() -> None:
    """The more context it has, the surer it is of a line that it knows."""
    data = song_data()
    rows = np.arange(len(data.targets))
    sure = [np.log2(predictor(data)[rows, data.targets]).mean() for predictor in PREDICTORS.values()]
    assert sure == sorted(sure)


def test_an_ngram_plays_what_it_foresees() -> None:
    """Step by step along a line, the engine's probabilities are the predictor's."""
    song = solotext.parse(f"tempo: 120\n      | C | C |\nsolo: | {LINE} |")
    data, ngram = examples([song]), Ngram(song_data(), 2)
    foreseen, player = ngram(data), NgramPlayer(ngram, song.chart, song.tempo)
    memory = player.start(1)
    for row, previous in enumerate(data.previous):
        here = grammar.State(*(field[row : row + 1] for field in data.states))
        logits, memory = player.step(np.array([previous]), scene(np, data.timeline, here), memory)
        weights = np.exp(logits[0])
        np.testing.assert_allclose(weights / weights.sum(), foreseen[row], atol=1e-6)


def test_an_ngram_of_long_memory_knows_its_line_by_heart() -> None:
    song = solotext.parse(f"tempo: 120\n      | C | C |\nsolo: | {LINE} |")
    player = NgramPlayer(Ngram(song_data(), 4), song.chart, 120.0)
    (solo,) = sampling.improvise(player, song.chart, tempo=120.0, rng=np.random.default_rng(0), temperature=0.05)
    assert " ".join(note_name(note.pitch) for note in solo).startswith("C4 E4 G4 B4 C5 B4 G4 E4")
