"""Polish: the limits always hold, good lines pass, faults are mended and named."""

from dataclasses import replace
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazz.leadsheet import parse
from jazz.music import Change, Chart, Note, Solo
from jazz.polish import STAGES, breathe, polish
from jazz.register import Limits
from jazz.theory import note_name, parse_pitch, transpose_chord

OPEN = (0, 127)
BLUES = parse("| F7 | Bb7 | F7 | Cm7 F7 | Bb7 | Bdim7 | F7 | D7b9 | Gm7 | C7 | F7 D7 | Gm7 C7 |")
CADENCE = parse("tempo: 180\n| Dm7 | G7 | Cmaj7 | % |")
BEBOP = "r/8 A4/8 F4 A4 C5 E5 D5 C5 B4 D5 F5 Ab5 G5 F5 D5 B4 C5/8 G4 E4 D4 C4/4"


def line(text: str) -> Solo:
    """Notes and rests with lengths, "F4/8 A4 r/4 C5/2": a length holds until the next one is written."""
    notes, onset, length = [], 0, 0
    for token in text.split():
        name, _, denominator = token.partition("/")
        length = 96 // int(denominator) if denominator else length
        if name != "r":
            notes.append(Note(onset, length, parse_pitch(name)))
        onset += length
    return Solo(tuple(notes))


def names(solo: Solo) -> str:
    return " ".join(note_name(note.pitch) for note in solo)


def polished(text: str, chart: Chart, **limits: object) -> str:
    return names(polish(line(text), chart, **{"bounds": OPEN, **limits}).solo)  # type: ignore[arg-type]


@st.composite
def solos(draw: st.DrawFn) -> Solo:
    """Any line, also one that outlasts the chart, with plenty of repeats and loops in it."""
    cell = draw(st.lists(st.integers(0, 127), min_size=1, max_size=4))
    pitches = draw(st.lists(st.one_of(st.sampled_from(cell), st.integers(40, 90), st.integers(0, 127)), max_size=60))
    pitches = cell * draw(st.integers(0, 6)) + pitches
    lengths = st.tuples(st.sampled_from([0, 0, 0, 0, 3, 12, 48]), st.sampled_from([1, 3, 6, 8, 12, 12, 24, 36, 200]))
    notes, onset = [], 0
    for pitch in pitches:
        rest, duration = draw(lengths)
        notes.append(Note(onset + rest, duration, pitch))
        onset += rest + duration
    return Solo(tuple(notes))


ranges = st.tuples(st.integers(0, 127), st.integers(0, 127)).map(lambda pair: (min(pair), max(pair)))
charts = st.sampled_from([BLUES, CADENCE, parse("time: 3/4\n| N.C. | G7alt | C/E |"), parse("time: 5/4\n| Em7 | % |")])


@settings(max_examples=150)
@given(solos(), charts, ranges, st.integers(1, 24), st.sampled_from([None, 40.0, 300.0]))
def test_range_and_leaps_hold_for_every_line(
    solo: Solo, chart: Chart, bounds: tuple[int, int], max_leap: int, tempo: float | None
) -> None:
    """Whatever comes in, the limits are kept, the line stays inside the chart, and a second polish finds nothing."""
    once = polish(solo, chart, bounds=bounds, max_leap=max_leap, tempo=tempo)
    pitches = [note.pitch for note in once.solo]
    assert all(bounds[0] <= pitch <= bounds[1] for pitch in pitches)
    assert all(abs(after - before) <= max_leap for before, after in pairwise(pitches))
    assert once.solo.end <= chart.length
    assert (once.changes == ()) == (once.solo == solo)
    again = polish(once.solo, chart, bounds=bounds, max_leap=max_leap, tempo=tempo)
    assert again == (once.solo, ())


@settings(max_examples=60)
@given(solos(), st.sampled_from([BLUES, CADENCE]), st.integers(1, 16), st.integers(-6, 6))
def test_polish_is_the_same_in_every_key(solo: Solo, chart: Chart, max_leap: int, semitones: int) -> None:
    """A transposed solo over the transposed chart, in transposed bounds, is polished to the transposed result."""
    solo = Solo(tuple(replace(note, pitch=min(max(note.pitch, 12), 110)) for note in solo))
    moved = replace(
        chart, changes=tuple(Change(c.onset, transpose_chord(c.chord, semitones)) for c in chart.changes), key=None
    )
    here = polish(solo, chart, bounds=(50, 74), max_leap=max_leap)
    there = polish(solo.transposed(semitones), moved, bounds=(50 + semitones, 74 + semitones), max_leap=max_leap)
    assert there == (here.solo.transposed(semitones), here.changes)


def test_a_bebop_line_passes_unchanged() -> None:
    """A good line has nothing to polish, its chromatic tones on weak and on strong beats included."""
    assert polish(line(BEBOP), CADENCE, bounds=(55, 84), max_leap=12) == (line(BEBOP), ())


def test_repeated_notes_get_neighbours() -> None:
    """A fourth same note in a row moves to a neighbour of the chord scale; three stay."""
    assert polished("A4/8 A4 A4 C5 D5/2", CADENCE) == "A4 A4 A4 C5 D5"
    changed = polish(line("A4/8 " + "A4 " * 7 + "B4/2"), CADENCE, bounds=OPEN)
    assert max(len(list(run)) for _, run in groupby(note.pitch for note in changed.solo)) <= 3
    assert {note_name(note.pitch) for note in changed.solo} <= {"G4", "A4", "B4"}
    assert changed.changes == ("broke up repeated notes: bar 1",)


@pytest.mark.parametrize("cell", ["D5/8 A4", "F4/8 A4 C5", "D5/8 C5 B4 A4"])
def test_a_cell_is_not_played_three_times(cell: str) -> None:
    """Twice is a motif, three times literally is a loop and gets another ending."""
    tail = " E5/2"
    assert polished(f"{cell} {cell}{tail}", CADENCE) == names(line(f"{cell} {cell}{tail}"))
    looped = polished(f"{cell} {cell} {cell}{tail}", CADENCE).split()
    size = len(cell.split())
    assert looped[: 3 * size - 1] == names(line(cell)).split() * 2 + looped[2 * size : 3 * size - 1]
    assert looped[: 3 * size] != names(line(cell)).split() * 3


def test_a_bar_is_not_played_three_times() -> None:
    """The same holds for a whole bar of any figure."""
    bar = "D5/8 C5 A4 F4 E4 F4 A4 C5 "
    result = polish(line(bar * 3 + "C5/2"), CADENCE, bounds=OPEN)
    assert [words for words in result.changes if words.startswith("varied a loop")] == ["varied a loop: bar 3"]


def test_a_mended_note_is_no_new_fault() -> None:
    """Another ending of the loop must not make a fourth E in a row, so E is passed over."""
    assert polished("E4/8 D4 E4 D4 E4 D4 E4 E4 E4 A4/4", CADENCE) == "E4 D4 E4 D4 E4 C4 E4 E4 E4 A4"
    assert polished("G4/8 D4 G4 D4 G4 D4 E4 E4 E4 A4/4", CADENCE) == "G4 D4 G4 D4 G4 C4 E4 E4 E4 A4"


def test_a_held_avoid_note_resolves() -> None:
    """The fourth over a major seventh chord and the major third over a minor one do not sit on a strong beat."""
    assert polished("r/1 r F5/2 G4 E4/1", CADENCE) == "E5 G4 E4"
    assert polished("Gb4/2 A4/2", CADENCE).split()[0] in {"F4", "G4"}


@pytest.mark.parametrize(
    "text", ["r/1 r r F5/4 E5 D5 C5", "r/1 r r F5/8 G5 A5 G5 C5/2", "r/1 r r r/4 F5/4 A5 C5", "r/1 r F#5/2 D5"]
)
def test_what_resolves_is_short_or_is_weak_may_rub(text: str) -> None:
    """A suspension, a passing eighth, a weak beat and a colour tone are all left alone."""
    assert polish(line(text), CADENCE, bounds=OPEN).changes == ()


def test_a_player_breathes() -> None:
    """An endless stream of eighths gets rests, none further apart than a breath, and keeps most of its notes."""
    stream = Solo(tuple(Note(12 * index, 12, 60 + (index * 7) % 12) for index in range(88)))
    result = polish(stream, BLUES, bounds=OPEN, tempo=120)
    silences = [after.onset for before, after in pairwise(result.solo) if after.onset - before.end >= 12]
    assert 3 <= len(silences) <= 6
    assert all(after - before <= 6 * 48 for before, after in pairwise([0, *silences, 88 * 12]))
    assert len(result.solo) >= 80
    assert result.changes[0].startswith("took a breath: bars ")


def test_a_phrase_ends_on_an_eighth_line() -> None:
    """A 16th before a rest is held to the next eighth where that leaves a rest, else it stops before."""
    roomy = Solo((Note(0, 12, 65), Note(12, 6, 67), Note(48, 24, 65)))
    tight = Solo((Note(0, 12, 65), Note(12, 20, 67), Note(44, 24, 65)))
    for solo, duration in ((roomy, 12), (tight, 12)):
        result = polish(solo, BLUES, bounds=OPEN)
        assert result.solo.notes[1].duration == duration
        assert result.changes[0] == "let go on the eighth: bar 1"


def test_a_breath_leaves_a_note_to_breathe_after() -> None:
    """Also where the silence, which begins on an eighth line, would swallow the only note before it."""
    slow = Solo((Note(10, 14, 60), *(Note(onset, 3, 62) for onset in range(24, 240, 3))))
    kept = breathe(slow, BLUES, Limits(*OPEN, 12, 20))
    assert kept.notes[0].onset == 10
    assert any(after.onset - before.end >= 6 for before, after in pairwise(kept))


def test_a_long_note_gives_the_breath() -> None:
    """Where a long note can be shortened, no note is lost."""
    stream = [Note(12 * index, 12, 60 + (index * 7) % 12) for index in range(24)]
    later = [Note(336 + 12 * index, 12, 60 + (index * 5) % 12) for index in range(24)]
    solo = Solo((*stream, Note(288, 48, 65), *later))
    result = polish(solo, BLUES, bounds=OPEN, tempo=120)
    assert len(result.solo) == len(solo)
    assert [note for note in result.solo if note.onset == 288] == [Note(288, 36, 65)]


def test_the_last_note_is_held_and_belongs() -> None:
    """The end is a chord or colour tone reached by step, a quarter long where there is room."""
    result = polish(line("r/1 r r E5/8 G5 B5 F5"), CADENCE, bounds=OPEN)
    assert names(result.solo) == "E5 G5 B5 E5"
    assert result.solo.notes[-1].duration == 24
    assert result.changes == ("held the last note: bar 4", "resolved the last note: bar 4")


@pytest.mark.parametrize("pickup", ["G4/4 r/16 r r A4", "G4/4 r/8 E4", "F4/4 E4/16 F4 G4 A4"])
def test_a_pickup_to_nowhere_is_left_out(pickup: str) -> None:
    """Nothing follows the final bar line that it could lead to; a line that ends off the beat may do so."""
    assert polished(f"C5/1 B4/1 G4/1 r/2 {pickup}", CADENCE).split()[-1] == "G4"
    assert polished("C5/1 B4/1 G4/1 r/2 D4/8 F4 E4 G4", CADENCE).endswith("E4 G4")


def test_a_phrase_is_folded_whole() -> None:
    """A phrase that climbs out of the range moves down as a whole, so its contour stays."""
    phrase = "C5/8 E5 G5 r C6 E6 G6 C7 r E5 D5 B4"
    assert polished(phrase, CADENCE, bounds=(60, 92)) == "C5 E5 G5 C5 E5 G5 C6 E5 D5 B4"


def test_a_leap_takes_the_shorter_side_with_it() -> None:
    """Of the two sides of a leap over the limit the shorter one moves by an octave, whole."""
    assert polished("C4/8 E4 G5 A5 B5 D6/2", CADENCE, max_leap=12) == "C5 E5 G5 A5 B5 D6"
    assert polished("C4/8 E4 G4 A4 B5 D6/2", CADENCE, max_leap=12) == "C4 E4 G4 A4 B4 D5"


def test_a_song_of_nothing_stays_nothing() -> None:
    """No notes, no changes."""
    assert polish(Solo(), CADENCE, bounds=OPEN) == (Solo(), ())


@pytest.mark.parametrize(("bounds", "max_leap"), [((70, 60), 12), ((60, 70), 0), ((-1, 70), 12)])
def test_impossible_limits_are_refused(bounds: tuple[int, int], max_leap: int) -> None:
    with pytest.raises(ValueError, match=r"range|leap"):
        polish(Solo(), CADENCE, bounds=bounds, max_leap=max_leap)


@pytest.mark.parametrize("stage", [stage for _, stage in STAGES])
def test_every_stage_leaves_a_good_line_alone(stage: object) -> None:

    assert stage(line(BEBOP), CADENCE, Limits(55, 84, 12)) == line(BEBOP)  # type: ignore[operator]
