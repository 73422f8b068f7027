"""Controls: honest distributions that know what they were shown."""

from __future__ import annotations

import numpy as np
import pytest

from jazz import controls, solotext
from jazz.controls import Ngram, Predictor, masks
from jazz.dataset import Examples, examples

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
