"""Variation: no passage is longer than the limit afterwards, and one note is enough where it can be."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazz import polish, variation
from jazz.copying import compare
from jazz.fingerprint import fingerprint, longest_match
from jazz.leadsheet import parse
from jazz.music import Chart, Note, Solo, Song
from jazz.register import Limits, place
from jazz.theory import note_name, role
from jazz.variation import MOST_NOTES, vary_copies
from tests.test_copying import song

CHART = parse("| Dm7 | G7 | Cmaj7 | A7alt | Dm7 | Db7 | N.C. | % |")
OPEN = Limits(0, 127, 12)
SOURCE = song("r d4 f4 a4 c5 b4 a4 g4 | e4 f4 g4 b4 d5 c5 bb4 g4 | a4 r g4 e4 d4:4 f4 g4 | e4 r d4 f4 a4 c5 e5 d5")
SCALE = song("c4 d4 e4 f4 g4 a4 b4 c5")


def names(solo: Solo) -> str:
    return " ".join(note_name(note.pitch) for note in solo)


def over(solo: Solo, chart: Chart = CHART) -> Song:
    return Song(chart, solo, 120.0, 0.5, "", "")


def test_a_long_copy_moves_one_note_in_its_middle() -> None:
    """To a neighbour of the chord scale; the rhythm and all other notes stay, and the halves are short enough."""
    copy = Solo(SOURCE.solo.notes[:20])
    varied = vary_copies(copy, CHART, OPEN, known=fingerprint([SOURCE]))
    moved = [at for at, pair in enumerate(zip(copy, varied, strict=True)) if pair[0] != pair[1]]
    (at,) = moved
    assert 8 <= at <= 11
    assert [note.onset for note in varied] == [note.onset for note in copy]
    assert role(varied.notes[at].pitch, CHART.chord_at(varied.notes[at].onset)) != "X"
    assert compare([over(varied)], [SOURCE])[0].notes <= MOST_NOTES


def test_a_passage_up_to_the_limit_stays() -> None:
    """Sixteen notes are a quotation, seventeen a copy."""
    known = fingerprint([SOURCE])
    for notes, same in ((MOST_NOTES, True), (MOST_NOTES + 1, False)):
        quoted = Solo(SOURCE.solo.notes[:notes])
        assert (vary_copies(quoted, CHART, OPEN, known=known) == quoted) is same


def test_a_varied_note_brings_no_fault() -> None:
    """Beside three same notes the neighbour that would be a fourth is passed over."""
    solo = song("f4 g4 a4 g4 a4 a4 a4 c5").solo
    known = fingerprint([over(solo)])
    assert names(solo).split()[3] == "G4"
    assert "A4 A4 A4 A4" not in names(vary_copies(solo, CHART, OPEN, known=known, most=5))


def test_where_no_pitch_is_free_a_note_is_left_out() -> None:
    """A range of one pitch has no neighbours, and the guarantee holds all the same."""
    solo = song("c4 c4 c4 c4 c4 c4 c4 c4 | c4 c4 c4 c4 c4 c4 c4 c4 | c4 c4 c4 r r:2").solo
    varied = vary_copies(solo, CHART, Limits(60, 60, 12), known=fingerprint([over(solo)]))
    (left_out,) = set(solo) - set(varied)
    assert 7 * 12 <= left_out.onset <= 11 * 12
    assert varied.notes == tuple(note for note in solo if note != left_out)


def test_a_note_left_out_opens_no_leap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies beyond the gap is folded back, even where no neighbour is offered at all."""
    monkeypatch.setattr(variation, "neighbours", lambda *_: iter(()))
    rising = Solo(tuple(Note(12 * index, 12, 40 + 2 * index) for index in range(40)))
    varied = vary_copies(rising, CHART, Limits(30, 120, 3), known=fingerprint([over(rising)]))
    assert len(rising) - 3 <= len(varied) < len(rising)
    assert all(abs(after.pitch - before.pitch) <= 3 for before, after in pairwise(varied))
    assert compare([over(varied)], [over(rising)])[0].notes <= MOST_NOTES


def test_fewer_notes_than_a_fingerprint_tells_cannot_be_the_most() -> None:
    with pytest.raises(ValueError, match="5 notes"):
        vary_copies(SCALE.solo, CHART, OPEN, known=fingerprint([SCALE]), most=3)


def line(rng: np.random.Generator, notes: int) -> Solo:
    """A line of small steps, mostly in eighths."""
    pitches = np.clip(60 + np.cumsum(rng.integers(-3, 4, notes)), 30, 100).tolist()
    onsets = np.cumsum(rng.choice([6, 12, 12, 12, 24], notes)).tolist()
    return Solo(tuple(Note(onset, 6, pitch) for onset, pitch in zip(onsets, pitches, strict=True)))


@st.composite
def copies(draw: st.DrawFn) -> tuple[list[Song], Solo]:
    """Training solos, and a solo made of pieces of them in any key, an eighth apart."""
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    sources = [line(rng, 40) for _ in range(draw(st.integers(1, 3)))]
    pieces = st.tuples(st.sampled_from(sources), st.integers(0, 15), st.integers(25, 40), st.integers(-9, 9))
    notes: list[Note] = []
    for source, begin, end, higher in draw(st.lists(pieces, min_size=1, max_size=4)):
        shift = (notes[-1].onset + 12 if notes else 0) - source.notes[begin].onset
        piece = source.notes[begin:end]
        notes += [replace(note, onset=note.onset + shift, pitch=note.pitch + higher) for note in piece]
    return [over(source) for source in sources], Solo(tuple(notes))


wide = st.builds(Limits, st.integers(20, 45), st.integers(80, 110), st.integers(3, 12))
narrow = st.builds(lambda low, width, leap: Limits(low, low + width, leap), *map(st.integers, (50, 0, 1), (70, 9, 3)))
limits = st.one_of(wide, wide, narrow)


@settings(max_examples=150)
@given(copies(), limits, st.integers(4, 16))
def test_never_more_than_the_limit(given_solos: tuple[list[Song], Solo], limits: Limits, most: int) -> None:
    """Whatever is played, by the exact measure too; range and leaps hold, and short copies stay as they are."""
    training, solo = given_solos
    solo = Solo(tuple(place(solo.notes, CHART, limits)))
    known = fingerprint(training)
    varied = vary_copies(solo, CHART, limits, known=known, most=most)
    assert longest_match(varied, known).notes <= most
    assert compare([over(varied)], training)[0].notes <= most
    assert place(varied.notes, CHART, limits) == list(varied.notes)
    assert (varied == solo) == (longest_match(solo, known).notes <= most)
    assert {note.onset for note in varied} <= {note.onset for note in solo}


@settings(max_examples=60)
@given(copies(), limits, st.integers(4, 16))
def test_it_is_a_stage_of_polish(given_solos: tuple[list[Song], Solo], limits: Limits, most: int) -> None:
    """Among the other stages the guarantee holds with theirs, and polishing ends: twice changes nothing more."""
    training, solo = given_solos
    stage = ("varied a copy", partial(vary_copies, known=fingerprint(training), most=most))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polish, "STAGES", (*polish.STAGES, stage))
        asked = {"bounds": (limits.low, limits.high), "max_leap": limits.max_leap}
        once = polish.polish(solo, CHART, **asked)  # type: ignore[arg-type]
        assert polish.polish(once.solo, CHART, **asked) == (once.solo, ())  # type: ignore[arg-type]
    assert compare([over(once.solo)], training)[0].notes <= most
    assert place(once.solo.notes, CHART, limits) == list(once.solo.notes)
