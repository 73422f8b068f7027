"""Laws of the whole program: same in, same out; another key, the same line; other changes, another line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jazz import charts, grammar, leadsheet, midi
from jazz.engine import NumpyEngine
from jazz.model import Model
from jazz.music import Solo
from jazz.pipeline import Request, improvise
from jazz.sampling import stage
from jazz.scene import scene
from jazz.vocabulary import N_VALUES

TUNE = leadsheet.parse("key: C\n| Dm7 | G7 | Cmaj7 | A7b9 | Dm7 Eb7 | G7 | Em7b5 | A7alt |")


def line(model: Model, words: str, **options: Any) -> Solo:
    """The solo over a chart, always of the same seed."""
    return improvise(model, Request(charts.arrange(charts.find(words)), seed=11, **options))[0].solo


def written(model: Model, **options: Any) -> list[bytes]:
    """The files of two solos over the tune."""
    takes = improvise(model, Request(TUNE, 11, count=2, **options))
    return [midi.encode(take.performance) for take in takes]


def test_the_same_seed_writes_the_same_bytes(untrained: Model) -> None:
    assert written(untrained) == written(untrained)
    assert written(untrained) != written(untrained, temperature=0.5)


@pytest.mark.parametrize("instrument", ["tenor sax", "flute", "trumpet", "bass"])
@pytest.mark.parametrize("semitones", range(1, 12))
def test_a_transposed_chart_gets_the_transposed_line(untrained: Model, semitones: int, instrument: str) -> None:
    moved = leadsheet.transpose(TUNE, semitones)
    one, other = (improvise(untrained, Request(chart, 11, instrument=instrument))[0] for chart in (TUNE, moved))
    shift = other.bounds[0] - one.bounds[0]
    assert shift % 12 == semitones
    assert (grammar.anchor(moved) - grammar.anchor(TUNE)) % 12 == semitones
    assert other.solo == one.solo.transposed(shift)
    assert other.changes == one.changes


def test_other_changes_get_another_line(untrained: Model) -> None:
    """Chords condition the network: two charts from the same root part company when they differ."""
    assert line(untrained, "| C7 | F7 | C7 | % |") != line(untrained, "| Cm7 | F7 | C7 | % |")


def test_chords_reach_the_network_itself(untrained: Model) -> None:
    """Not only the mask: with every value allowed, the first word of a line depends on the chord under it."""
    engine, every = NumpyEngine(untrained), np.ones((1, N_VALUES), bool)
    logits = []
    for words in ("| C7 | F7 |", "| Cm7 | F7 |"):
        now = scene(np, *stage(charts.find(words), 120, 1, (0, 127)))._replace(allowed=every)
        logits.append(engine.step(np.array([-1]), now, engine.start(1))[0])
    assert np.abs(logits[0] - logits[1]).max() > 0.01


def test_the_network_looks_ahead(untrained: Model) -> None:
    """A chord that only comes in bar 3 is heard in bar 2, or before."""
    ends = ("| C7 | % | F7 | % |", "| C7 | % | Gb7 | % |")
    before = [tuple(note for note in line(untrained, chart, temperature=1.5) if note.end <= 192) for chart in ends]
    assert before[0] != before[1]


def test_another_seed_gets_another_line(untrained: Model) -> None:
    takes = [improvise(untrained, Request(TUNE, seed))[0].solo for seed in range(5)]
    assert len(set(takes)) == 5
