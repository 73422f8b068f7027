"""The grammar: exact, relative, and never without a continuation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import grammar, leadsheet, solotext, vocabulary
from jazz.errors import ChartError
from jazz.grammar import VALUES, Kind, parse, read_sentence, realise, value
from jazz.music import Note, Solo, Song
from jazz.timeline import timeline
from tests.strategies import charts, songs

TWO_FIVE_ONE = """
tempo: 160
      | Dm7                  | G7                       | Cmaj7    |
solo: | r a4 g#4 a4 f4 d4 c4 b3 | bb3 d4 f4 ab4 g4 f4:4 d4 | e4:2 r:2 |
"""


def text(song: Song) -> str:
    return " ".join(map(str, parse(song)))


def test_a_line_reads_as_tones_with_roles_and_lengths() -> None:
    """Approach tones, chord tones, colours and lengths are what a musician would call them."""
    assert text(solotext.parse(TWO_FIVE_ONE)) == (
        "R 8 C+7 8 A-1 8 C+1 8 C-4 8 C-3 8 C-2 8 L-1 8 X-1 8 C+4 8 C+3 8 A+3 8 C-1 8 C-2 4 C-3 8 C+2 2"
    )


@given(songs())
def test_realise_is_the_inverse_of_parse(song: Song) -> None:
    """Every solo on the grid has one sentence that says it exactly."""
    assert realise(parse(song), song.chart) == song.solo


@given(st.sampled_from(VALUES))
def test_a_value_is_read_back_from_its_text(each: grammar.Value) -> None:
    assert value(str(each)) == each


def test_no_two_values_have_the_same_text() -> None:
    assert len({str(each) for each in VALUES}) == len(VALUES) == vocabulary.N_VALUES


def test_what_is_no_value_is_refused_in_one_line() -> None:
    with pytest.raises(ChartError, match='"H\\+2" is not a value'):
        read_sentence("C+2 8 H+2 8")


@given(songs(), st.integers(-5, 6))
def test_a_transposed_song_is_the_same_sentence(song: Song, semitones: int) -> None:
    """One model serves all twelve keys: only the octave of the first interval may differ."""
    chart = leadsheet.transpose(song.chart, semitones)
    shift = grammar.anchor(chart) - grammar.anchor(song.chart)
    if all(0 <= note.pitch + shift <= 127 for note in song.solo) and song.chart.changes[0].chord.root is not None:
        assert parse(replace(song, chart=chart, solo=song.solo.transposed(shift))) == parse(song)


def steps(song: Song) -> list[tuple[grammar.State, int]]:
    """The states before each value of a song, and the value's id."""
    ids = vocabulary.encode(parse(song))
    state = grammar.start(np.zeros(1, np.int32), np.array([grammar.anchor(song.chart)], np.int32))
    found = []
    for each in ids:
        found.append((state, each))
        state = grammar.advance(np, state, np.array([each]))
    return found


@given(songs())
def test_every_solo_is_allowed(song: Song) -> None:
    """The mask never forbids what a player played."""
    tables = timeline([song.chart], [song.tempo])
    for state, each in steps(song):
        assert grammar.allowed(np, tables, state)[0, each], str(VALUES[each])


@given(charts(), st.integers(0, 2**32 - 1), st.integers(30, 87), st.integers(0, 40))
def test_any_walk_through_the_mask_is_a_sentence(chart: object, seed: int, low: int, width: int) -> None:
    """Random allowed values never run into a dead end, stay in range, and parse back to themselves."""
    rng = np.random.default_rng(seed)
    tables = timeline([chart], [120.0])  # type: ignore[list-item]
    bounds = (low, low + width)
    state = grammar.start(np.zeros(1, np.int32), np.array([grammar.anchor(chart)], np.int32), *bounds)  # type: ignore[arg-type]
    sentence = []
    for _ in range(40):
        mask = grammar.allowed(np, tables, state)[0]
        assert mask.any()
        kinds = np.array([each.kind for each in VALUES])
        kind = rng.choice(np.unique(kinds[mask]))
        chosen = rng.choice(np.flatnonzero(mask & (kinds == kind)))
        state = grammar.advance(np, state, np.array([chosen]))
        sentence.append(VALUES[chosen])
    long_enough = replace(chart, bars=400)  # type: ignore[type-var]
    solo = realise(sentence, long_enough)  # type: ignore[arg-type]
    assert all(bounds[0] <= note.pitch <= bounds[1] for note in solo)
    spoken = parse(Song(long_enough, solo, 120.0, 0.5, "", ""))  # type: ignore[arg-type]
    tones = [index for index, each in enumerate(spoken) if each.kind in (Kind.TONE, Kind.SHIFT)]
    while len(tones) > 1 and tones[-2] == tones[-1] - 1:
        tones.pop()
    until_the_last_note = tones[-1] if tones else 0
    assert spoken[:until_the_last_note] == sentence[:until_the_last_note]


def test_an_approach_tone_must_resolve_by_step() -> None:
    """After A, when its time has come, only C or L a half or whole step away is left."""
    chart = leadsheet.parse("| Cmaj7 |")
    state = grammar.start(np.zeros(1, np.int32), np.array([grammar.anchor(chart)], np.int32))
    for word in read_sentence("A+1 8"):
        state = grammar.advance(np, state, np.array(vocabulary.encode([word])))
    left = np.flatnonzero(grammar.allowed(np, timeline([chart], [120.0]), state)[0])
    assert {str(VALUES[each]) for each in left} == {"C-1", "L+1", "C-2"}


def test_a_sentence_may_break_off_anywhere() -> None:
    """The last note is cut at the bar line; a tone without a length is not played."""
    chart = leadsheet.parse("| C |")
    assert realise(read_sentence("C+0 2 C+4 1 C+3"), chart) == Solo((Note(0, 48, 60), Note(48, 48, 64)))
