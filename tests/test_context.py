"""The context: what a player knows, relative to the music."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jazz import grammar, leadsheet
from jazz.context import BLOCKS, N_CONTEXT, context
from jazz.dataset import examples
from jazz.music import Song
from tests.strategies import songs


def features(song: Song) -> np.ndarray:
    data = examples([song])
    result: np.ndarray = context(np, data.timeline, data.states)
    return result


@given(songs().filter(lambda song: len(song.solo) > 0), st.integers(-5, 6))
def test_a_transposed_song_has_the_same_context(song: Song, semitones: int) -> None:
    """Nothing in it is absolute."""
    chart = leadsheet.transpose(song.chart, semitones)
    shift = grammar.anchor(chart) - grammar.anchor(song.chart)
    if all(0 <= note.pitch + shift <= 127 for note in song.solo) and song.chart.changes[0].chord.root is not None:
        other = replace(song, chart=chart, solo=song.solo.transposed(shift))
        np.testing.assert_array_equal(features(song), features(other))


@given(songs().filter(lambda song: len(song.solo) > 0))
def test_it_has_its_width_and_is_small(song: Song) -> None:
    found = features(song)
    assert found.shape[1] == N_CONTEXT
    assert np.abs(found).max() < 12


def test_the_next_chord_is_seen_ahead() -> None:
    """The same note over the same chord looks different when another chord is to come."""
    begin = sum(list(BLOCKS.values())[: list(BLOCKS).index("next, from the last note: chord tones")])
    rows = []
    for text in ("| C | F |", "| C | A7 |"):
        state = grammar.start(np.zeros(1, np.int32), np.array([60], np.int32))
        rows.append(context(np, examples([_song(text)]).timeline, state)[0])
    assert rows[0][begin : begin + 12].tolist() != rows[1][begin : begin + 12].tolist()
    np.testing.assert_array_equal(rows[0][:begin], rows[1][:begin])


def _song(text: str) -> Song:
    chart = leadsheet.parse(text)
    return Song(chart, grammar.realise(grammar.read_sentence("C+0 4"), chart), 120.0, 0.6, "", "")
