"""Hypothesis strategies for music on the grid, shared by the tests of laws."""

from __future__ import annotations

from hypothesis import strategies as st

from jazz.music import NO_CHORD, Change, Chart, Chord, Metre, Note, Solo, Song
from jazz.theory import parse_chord

SYMBOLS = ("Cmaj7", "Dm7", "G7", "Ebm7b5", "Ab7alt", "F#o7", "Bb6", "C5", "Dbsus4", "A7b9", "Gm(maj7)", "E+7")


def chords() -> st.SearchStrategy[Chord]:
    """Chords of many qualities, and N.C."""
    return st.sampled_from([NO_CHORD, *map(parse_chord, SYMBOLS)])


@st.composite
def charts(draw: st.DrawFn, max_bars: int = 8) -> Chart:
    """Charts of some bars in several metres, with chords on the beats."""
    metre = draw(st.sampled_from([Metre(4, 4), Metre(3, 4), Metre(5, 4), Metre(6, 8)]))
    bars = draw(st.integers(1, max_bars))
    beats = draw(st.sets(st.integers(1, max(1, bars * metre.beats - 1)), max_size=6))
    onsets = [0, *sorted(beat * metre.beat for beat in beats if beat < bars * metre.beats)]
    return Chart(metre, bars, tuple(Change(onset, draw(chords())) for onset in onsets))


@st.composite
def solos(draw: st.DrawFn, end: int, max_notes: int = 24) -> Solo:
    """Any monophonic line on the grid before a tick, with rests of any length and leaps over the whole range."""
    notes: list[Note] = []
    onset = draw(st.integers(0, 150))
    for _ in range(draw(st.integers(0, max_notes))):
        duration = draw(st.one_of(st.sampled_from([3, 4, 6, 8, 12, 24]), st.integers(1, 300)))
        if onset + duration > end:
            break
        near = st.integers(-3, 3).map(lambda step: min(127, max(0, (notes[-1].pitch if notes else 60) + step)))
        notes.append(Note(onset, duration, draw(st.one_of(near, st.integers(0, 127)))))
        onset += duration + draw(st.one_of(st.just(0), st.integers(0, 250)))
    return Solo(tuple(notes))


@st.composite
def songs(draw: st.DrawFn) -> Song:
    """A solo over a chart."""
    chart = draw(charts())
    return Song(chart, draw(solos(chart.length)), 160.0, 0.6, "a test", "a tune")
