"""Rendition: the exact page when asked for, else a player's habits, and always notes that a MIDI file can hold."""

from itertools import pairwise
from random import Random
from statistics import mean, stdev
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jazz.instruments import find_instrument
from jazz.leadsheet import parse
from jazz.music import PLAYED_PER_TICK, Chart, Metre, Note, PlayedNote, Solo
from jazz.rendition import habits, line, play
from jazz.rendition.playing import FARTHEST, LOUDEST, REATTACK, SOFTEST, bent
from jazz.swing import Swing
from jazz.theory import parse_pitch

CHART = parse("| Dm7 | G7 | Cmaj7 | % |").repeated(4)
BOSSA = parse("style: bossa\n| Dm7 | G7 | Cmaj7 | % |").repeated(4)
TENOR = find_instrument("tenor sax")
EIGHTHS = Solo(tuple(Note(12 * index, 12, 60 + (index * 5) % 13) for index in range(128)))
BEAT = 480


def played(
    solo: Solo, chart: Chart = CHART, *, tempo: float = 140, share: float = 0.65, humanise: float = 1, seed: int = 1
) -> tuple[PlayedNote, ...]:
    return play(solo, chart, TENOR, tempo=tempo, share=share, humanise=humanise, rng=Random(seed)).notes


def melody(words: str) -> Solo:
    """A line from words like "D5.12" (pitch and ticks) and "r.24" (rest)."""
    notes, onset = [], 0
    for word in words.split():
        name, _, ticks = word.partition(".")
        if name != "r":
            notes.append(Note(onset, int(ticks), parse_pitch(name)))
        onset += int(ticks)
    return Solo(tuple(notes))


@st.composite
def solos(draw: st.DrawFn) -> Solo:
    notes, onset = [], 0
    steps = st.tuples(st.sampled_from([0, 0, 3, 12, 24]), st.sampled_from([1, 3, 4, 6, 8, 12, 24, 96]))
    for rest, duration in draw(st.lists(steps, max_size=40)):
        notes.append(Note(onset + rest, duration, draw(st.integers(0, 127)), draw(st.integers(1, 127))))
        onset += rest + duration
    return Solo(tuple(notes))


METRES = [CHART, BOSSA, parse("time: 5/4\n| Em7 |"), parse("time: 7/16\n| N.C. |"), parse("time: 3/4\n| C | F |")]


WAYS = st.fixed_dictionaries(
    {
        "tempo": st.floats(20, 400),
        "share": st.floats(0.5, 0.75),
        "humanise": st.floats(0, 2),
        "seed": st.integers(0, 99),
    }
)


@given(solos(), st.sampled_from(METRES), WAYS)
def test_every_rendition_can_be_written(solo: Solo, chart: Chart, way: dict[str, Any]) -> None:
    """A note for each of the page, in order, apart from each other, inside the chart, in a player's range of force."""
    kept = [note for note in solo if note.onset < chart.length]
    notes = played(solo, chart, **way)
    assert [note.pitch for note in notes] == [note.pitch for note in kept]
    assert all(0 <= note.start < note.end <= chart.length * PLAYED_PER_TICK for note in notes)
    assert all(before.end <= after.start for before, after in pairwise(notes))
    assert all(
        min(own.velocity, SOFTEST) <= note.velocity <= max(own.velocity, LOUDEST)
        for note, own in zip(notes, kept, strict=True)
    )
    assert played(solo, chart, **way) == notes


@given(solos(), st.sampled_from([0.5, 0.6, 2 / 3]), st.floats(30, 400))
@example(Solo((Note(12, 1, 60),)), 0.6, 120)
def test_without_humanising_it_is_the_page(solo: Solo, share: float, tempo: float) -> None:
    """Every note is on the swung grid, as long and as loud as on the page; with even eighths on the page's ticks."""
    kept = [note for note in solo if note.end <= CHART.length]
    notes = played(Solo(tuple(kept)), share=share, tempo=tempo, humanise=0)
    swing = Swing(share, [note.onset for note in kept])
    assert [(note.start, note.end, note.velocity) for note in notes] == [
        (swing.time(note.onset), swing.time(note.end), note.velocity) for note in kept
    ]
    if share == 0.5:
        assert [note.start for note in notes] == [20 * note.onset for note in kept]


@given(solos(), st.integers(-12, 12))
def test_another_key_is_played_alike(solo: Solo, semitones: int) -> None:
    """Time, force and length depend on the line and not on its key."""
    notes = [note for note in solo if 12 <= note.pitch <= 115]
    here, there = (played(line_) for line_ in (Solo(tuple(notes)), Solo(tuple(notes)).transposed(semitones)))
    assert [(note.start, note.end, note.velocity) for note in here] == [
        (note.start, note.end, note.velocity) for note in there
    ]


def test_an_introduction_changes_nothing() -> None:
    """Four bars later the line is played as it is here."""
    assert [(note.start, note.velocity) for note in played(EIGHTHS, CHART.repeated(2))] == [
        (note.start - 4 * 1920, note.velocity) for note in played(EIGHTHS.shifted(384), CHART.repeated(2))
    ]


@given(solos())
def test_a_grid_finds_every_onset(solo: Solo) -> None:
    """A thirtieth of a beat is as far as a note strays from the swung page, where there is room for it."""
    kept = [note for note in solo if note.onset < CHART.length]
    swing = Swing(0.65, [note.onset for note in kept])
    notes = played(solo)
    assert all(abs(note.start - swing.time(own.onset)) <= FARTHEST for note, own in zip(notes, kept, strict=True))
    assert FARTHEST <= BEAT / 30


@pytest.mark.parametrize("share", [0.5, 0.55, 0.6, 2 / 3, 0.72])
def test_off_beats_land_where_the_swing_has_them(share: float) -> None:
    off_beats = [note.start % BEAT / BEAT for note in played(EIGHTHS, share=share)[1::2]]
    assert mean(off_beats) == pytest.approx(share, abs=0.015)


def test_the_soloist_lies_back_on_the_beat() -> None:
    """On the beat late, on the off-beat with the band, as players do up to medium tempi; less so when it is fast."""

    def lateness(first: int, tempo: float, share: float) -> float:
        swing = Swing(share, [])
        solos = [played(EIGHTHS, tempo=tempo, share=share, seed=seed) for seed in range(9)]
        return mean(notes[at].start - swing.time(12 * at) for notes in solos for at in range(first, 128, 2))

    beats, off_beats, fast = lateness(2, 140, 0.65), lateness(1, 140, 0.65), lateness(2, 300, 0.54)
    assert beats > off_beats + 3
    assert beats > fast + 3


def test_accents_follow_the_line() -> None:
    """Peaks stand out over valleys, and the force of the notes varies as much as a player's."""
    notes = played(EIGHTHS)
    around = list(zip(notes, notes[1:], notes[2:], strict=False))
    peaks = [note.velocity for before, note, after in around if before.pitch < note.pitch > after.pitch]
    valleys = [note.velocity for before, note, after in around if before.pitch > note.pitch < after.pitch]
    assert mean(peaks) > mean(valleys) + 5
    assert 8 < stdev(note.velocity for note in notes) < 25


def test_a_short_note_at_the_end_of_a_phrase_is_clipped() -> None:
    """Doo-dat: shorter than the same note inside the phrase."""
    phrase = "D5.12 E5.12 F5.12 G5.12 A5.12 G5.12 F5.12 D5.12 r.96"
    notes = played(melody(" ".join([phrase] * 8)))
    lengths = [note.end - note.start for note in notes]
    assert mean(lengths[7::8]) < 0.9 * mean(lengths[5::8])


def test_lines_are_legato() -> None:
    notes = played(EIGHTHS)
    sounding = [(note.end - note.start) / (after.start - note.start) for note, after in pairwise(notes)]
    assert 0.75 < mean(sounding) < 0.97


def test_the_same_pitch_is_struck_again() -> None:
    """Before the same pitch there is a silence, however long the note is held."""
    notes = played(melody(" ".join(["C5.12"] * 128)))
    assert min(after.start - before.end for before, after in pairwise(notes)) == REATTACK


def test_humanising_twice_as_much_goes_twice_as_far() -> None:
    """The same chances, at twice their size."""
    exact, once, twice = (played(EIGHTHS, humanise=size) for size in (0, 1, 2))
    for own, near, far in zip(exact[1:], once[1:], twice[1:], strict=True):
        assert abs((far.start - own.start) - 2 * (near.start - own.start)) <= 1


def test_where_the_beat_is_no_quarter_nobody_lies_back() -> None:
    jig = parse("time: 6/8\n| Dm | G |").repeated(16)
    late = [
        note.start - 240 * at
        for seed in range(20)
        for at, note in enumerate(played(EIGHTHS, jig, share=0.5, seed=seed))
    ]
    assert abs(mean(late)) < 1.5


def test_deviations_are_bent_and_not_cut() -> None:
    assert bent(np.array([0.0, 1.0, 100.0])) == pytest.approx([0, 1, FARTHEST], abs=0.01)


def test_players_drift() -> None:
    """What is left to chance remembers the note before, is centred, and has the spread that was measured."""
    left = habits.chance(20_000, habits.shipped(), Random(3))
    assert abs(left.mean(0)) == pytest.approx([0, 0, 0], abs=0.1)
    assert left.std(0) == pytest.approx([1, 1, 1], abs=0.2)
    for at, (share, kept) in enumerate(habits.shipped()["drift"]):
        lag = np.corrcoef(left[1:, at], left[:-1, at])[0, 1]
        assert lag == pytest.approx(share * kept, abs=0.05)


def test_what_is_seen_of_a_line_has_names() -> None:
    """A repeated note, a phrase, places in beat and bar; and nothing of a key."""
    notes = melody("r.12 C5.12 C5.24 r.24 E5.8 D5.8 C5.8").notes
    said = line.described(notes, Metre())
    assert [name for name in ("at 12", "beat 0", "first") if said[name][0]] == ["at 12", "beat 0", "first"]
    assert said["repeated"].tolist() == [False, True, False, False, False]
    assert said["first"].tolist() == [True, False, True, False, False]
    assert said["in a divided beat"].tolist() == [False, False, True, True, True]
    assert line.seen(notes, Metre(), tempo=140, share=0.65).shape == (5, habits.N_FEATURES)
