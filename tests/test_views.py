"""Views: each value belongs to the class that a musician would name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jazz import grammar, leadsheet, solotext
from jazz.dataset import examples
from jazz.grammar import VALUES, Kind, State, read_sentence
from jazz.music import Song
from jazz.views import LENGTH_VIEWS, N_CLASSES, TONE_VIEWS, WIDTHS, Views, chosen, spread, views
from jazz.vocabulary import N_VALUES, NO_VALUE, encode
from tests.strategies import songs

VIEWS = (*TONE_VIEWS, *LENGTH_VIEWS)
STARTS = dict(zip(VIEWS, np.cumsum([0, *WIDTHS]), strict=False))


def seen(song: Song) -> tuple[Views, np.ndarray]:
    """Return the views before every value of a song, and the values."""
    data = examples([song])
    return views(np, data.timeline, data.states), data.targets


def classes_of(song: Song, index: int) -> dict[str, int]:
    """Return the class in each view of one value of a song, where it has one."""
    here, targets = seen(song)
    columns = chosen(np, Views(*(each[index : index + 1] for each in here)), targets[index : index + 1])[0]
    pairs = zip(VIEWS, columns.tolist(), strict=True)
    return {view: column - int(STARTS[view]) for view, column in pairs if column != NO_VALUE}


def test_a_tone_is_an_interval_a_degree_three_times_and_a_height() -> None:
    """The b over G7, before C, in the key of C: a half step down, the third, the seventh of C, the leading note."""
    song = solotext.parse("key: C\ntempo: 120\n      | G7 | C |\nsolo: | c5:4 b4:4 g4:2 | c5:1 |")
    found = classes_of(song, 2)
    assert found == {
        "interval from the last note": 12 - 1,
        "degree over the chord": 4,
        "degree over the next chord": 11,
        "degree in the key": 11,
        "register, from the anchor": 40 + 71 - grammar.anchor(song.chart),
    }


def test_a_length_is_a_time_and_a_landing() -> None:
    """A dotted quarter from the first beat lands on the off-beat of the second."""
    song = solotext.parse("tempo: 120\n      | C |\nsolo: | c5:4. d5 e5:2 |")
    found = classes_of(song, 1)
    assert found == {"time to the next onset": 35, "landing in the quarter": 12, "landing in the bar": 1}


def test_what_has_no_class_is_in_no_column() -> None:
    state = grammar.start(np.zeros(1, np.int32), np.array([60], np.int32))
    here = views(np, examples([solotext.parse("tempo: 120\n      | C |\nsolo: | c5:1 |")]).timeline, state)
    for word in ("R", "8va", "1~", "8R"):
        assert (chosen(np, here, np.array(encode(read_sentence(word)))) == NO_VALUE).all()
    assert (chosen(np, here, np.array([NO_VALUE])) == NO_VALUE).all()


def test_a_class_gives_its_score_to_all_its_values() -> None:
    """Every way to reach a degree, in whatever role and octave, gains what the degree scores; other values nothing."""
    here, _ = seen(solotext.parse("tempo: 120\n      | C |\nsolo: | c5:1 |"))
    scores = np.zeros((len(here.tones), N_CLASSES))
    third = int(STARTS["degree over the chord"]) + 4
    scores[:, third] = 1.0
    given_to = spread(np, scores, here)[0]
    assert given_to.shape == (N_VALUES,)
    anchor = grammar.anchor(leadsheet.parse("| C |"))
    for value, score in zip(VALUES, given_to, strict=True):
        is_third = value.kind is Kind.TONE and (anchor + value.number) % 12 == 4
        assert score == float(is_third)


@given(songs().filter(lambda song: len(song.solo) > 0), st.integers(-5, 6))
def test_a_transposed_song_is_seen_alike(song: Song, semitones: int) -> None:
    """No view is absolute."""
    chart = leadsheet.transpose(song.chart, semitones)
    shift = grammar.anchor(chart) - grammar.anchor(song.chart)
    if all(0 <= note.pitch + shift <= 127 for note in song.solo) and song.chart.changes[0].chord.root is not None:
        here, there = seen(song)[0], seen(replace(song, chart=chart, solo=song.solo.transposed(shift)))[0]
        np.testing.assert_array_equal(here.tones, there.tones)
        np.testing.assert_array_equal(here.lengths, there.lengths)


@given(songs().filter(lambda song: len(song.solo) > 0))
def test_columns_lie_in_their_views(song: Song) -> None:
    here, targets = seen(song)
    for columns in (here.tones, here.lengths):
        assert columns.min() >= 0
        assert columns.max() < N_CLASSES
    data = examples([song])
    state = State(*(field[:1] for field in data.states))
    assert views(np, data.timeline, state).tones.shape[1:] == (len(TONE_VIEWS), 25)
    assert len(targets) == len(here.tones)
