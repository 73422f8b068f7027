"""Perform: swing, lay-back, articulation and accents that can be heard, and notes that a MIDI file can hold."""

from itertools import pairwise
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.errors import JazzError
from jazz.leadsheet import parse
from jazz.music import Chart, Note, PlayedNote, Solo
from jazz.perform import perform
from jazz.swing import Swing, swing_share
from jazz.theory import parse_pitch

CHART = parse("| Dm7 | G7 | Cmaj7 | % |").repeated(4)
EIGHTHS = Solo(tuple(Note(12 * index, 12, 60 + (index * 5) % 13) for index in range(128)))
BEAT = 480


def played(solo: Solo, chart: Chart = CHART, *, tempo: float = 140, seed: int = 1) -> tuple[PlayedNote, ...]:
    return perform(solo, chart, tempo=tempo, rng=Random(seed), backing="none").parts[0].notes


def line(*notes: tuple[int, int, str]) -> Solo:
    return Solo(tuple(Note(onset, duration, parse_pitch(name)) for onset, duration, name in notes))


@pytest.mark.parametrize(("tempo", "off_beat"), [(60, 0.55), (140, 0.667), (200, 0.645), (300, 0.555)])
def test_off_beats_swing_by_the_tempo(tempo: float, off_beat: float) -> None:
    starts = [note.start % BEAT / BEAT for note in played(EIGHTHS, tempo=tempo)[1::2]]
    assert mean(starts) == pytest.approx(off_beat, abs=0.01)


def test_a_bossa_is_even_and_swing_can_be_set() -> None:
    bossa = parse("style: bossa\n| Dm7 | G7 | Cmaj7 | % |").repeated(4)
    assert mean(note.start % BEAT / BEAT for note in played(EIGHTHS, bossa)[1::2]) == pytest.approx(0.5, abs=0.01)
    asked = perform(EIGHTHS, CHART, tempo=140, rng=Random(1), swing=0.6).parts[0].notes
    assert mean(note.start % BEAT / BEAT for note in asked[1::2]) == pytest.approx(0.6, abs=0.01)


def test_the_soloist_lies_back_on_the_beat_only() -> None:
    """On the beat about 30 ms late at most, which is under a thirtieth of a beat; with the band on the off-beat."""
    notes = played(EIGHTHS, tempo=140)
    on = [note.start % BEAT for note in notes[2::2]]
    off = [note.start % BEAT - 320 for note in notes[1::2]]
    assert 8 < mean(on) < 16
    assert abs(mean(off)) < 2
    assert len(set(off)) > 3  # nobody plays like a clock


def test_a_phrase_ends_clipped_and_the_solo_ends_held() -> None:
    """Doo-dat: the off-beat eighth before a rest is short and accented; the very last note is held to its end."""
    solo = line((0, 12, "D5"), (12, 12, "E5"), (48, 12, "D5"), (60, 12, "E5"), (72, 24, "D5"))
    first, clipped, _, slurred, last = played(solo)
    assert clipped.end - clipped.start < 0.6 * 160
    assert clipped.velocity > first.velocity
    assert slurred.end - slurred.start > 0.9 * 160
    assert last.end - last.start > 0.95 * BEAT


def test_eighths_are_legato_and_quarters_detached() -> None:
    """Off-beats run into the beat, beats leave a little air, a quarter in swing sounds for two thirds or so."""
    notes = played(EIGHTHS)
    sounding = [(note.end - note.start) / (after.start - note.start) for note, after in pairwise(notes)]
    assert 0.8 < mean(sounding[::2]) < 0.95 < mean(sounding[1::2])
    quarters = played(Solo(tuple(Note(24 * index, 24, 60 + (index * 5) % 13) for index in range(32))))
    assert 0.6 < mean((note.end - note.start) / BEAT for note in quarters[:-1]) < 0.8


def test_accents_follow_the_line() -> None:
    """Peaks stand out over valleys, high notes over low ones, within a human range of many velocities."""
    notes = played(EIGHTHS)
    around = list(zip(notes, notes[1:], notes[2:], strict=False))
    peaks = [note.velocity for before, note, after in around if before.pitch < note.pitch > after.pitch]
    valleys = [note.velocity for before, note, after in around if before.pitch > note.pitch < after.pitch]
    assert mean(peaks) > mean(valleys) + 10
    velocities = {note.velocity for note in notes}
    assert len(velocities) > 15
    assert min(velocities) >= 50
    assert max(velocities) <= 115


@st.composite
def solos(draw: st.DrawFn) -> Solo:
    notes, onset = [], 0
    steps = st.tuples(st.sampled_from([0, 0, 3, 12, 24]), st.sampled_from([1, 3, 4, 6, 8, 12, 24, 96]))
    for rest, duration in draw(st.lists(steps, max_size=40)):
        notes.append(Note(onset + rest, duration, draw(st.integers(0, 127)), draw(st.integers(1, 127))))
        onset += rest + duration
    return Solo(tuple(notes))


@given(
    solos(),
    st.sampled_from([CHART, parse("time: 5/4\n| Em7 |"), parse("time: 7/16\n| N.C. |"), parse("time: 3/4\n| C | F |")]),
    st.floats(30, 400),
    st.integers(0, 99),
)
def test_every_performance_can_be_written(solo: Solo, chart: Chart, tempo: float, seed: int) -> None:
    """Notes rise in time, never overlap or vanish, end with the chart, and start where the swung page has them."""
    kept = [note for note in solo if note.onset < chart.length]
    performance = perform(solo, chart, tempo=tempo, rng=Random(seed))
    notes = next((part.notes for part in performance.parts if part.channel == 0), ())
    assert [note.pitch for note in notes] == [note.pitch for note in kept]
    assert all(note.start < note.end <= chart.length * 20 for note in notes)
    assert all(before.end <= after.start for before, after in pairwise(notes))
    assert all(50 <= note.velocity <= 115 for note in notes)
    assert perform(solo, chart, tempo=tempo, rng=Random(seed)) == performance
    page = Swing(swing_share(tempo, chart.style, chart.metre), [note.onset for note in kept])
    on_grid = [abs(note.start - page.time(own.onset)) <= BEAT / 30 for note, own in zip(notes, kept, strict=True)]
    assert all(on_grid)


def test_the_players_have_names_programs_and_channels() -> None:
    """A tenor unless asked otherwise, chords if asked for, nobody who plays nothing, and the texts as given."""
    performance = perform(EIGHTHS, CHART, tempo=140, rng=Random(1), texts=("jazz 1", "seed 7"))
    assert [(part.name, part.program, part.channel) for part in performance.parts] == [
        ("Tenor Sax", 66, 0),
        ("Chords", 0, 1),
    ]
    assert performance.texts == ("jazz 1", "seed 7")
    assert performance.tempo == 140
    alone = perform(EIGHTHS, CHART, tempo=140, rng=Random(1), instrument="tp", backing="none")
    assert [(part.name, part.program) for part in alone.parts] == [("Trumpet", 56)]
    silence = parse("| N.C. |")
    assert perform(Solo(), silence, tempo=140, rng=Random(1)).parts == ()


def test_the_solo_does_not_depend_on_the_backing() -> None:
    """With or without chords the soloist plays the same."""
    alone, together = (perform(EIGHTHS, CHART, tempo=140, rng=Random(5), backing=way) for way in ("none", "chords"))
    assert alone.parts[0] == together.parts[0]


def test_strangers_are_refused() -> None:
    with pytest.raises(JazzError, match='"kazoo" is not an instrument I have; I have tenor sax'):
        perform(EIGHTHS, CHART, tempo=140, rng=Random(1), instrument="kazoo")
    with pytest.raises(ValueError, match="backing"):
        perform(EIGHTHS, CHART, tempo=140, rng=Random(1), backing="strings")
