"""The band as a whole: who plays, that every part can be written, that it hears the soloist and leaves room."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.band import accompany, arranged
from jazz.band.listening import clashes
from jazz.instruments import INSTRUMENTS
from jazz.leadsheet import parse
from jazz.music import PLAYED_PER_TICK, Chart, Form, Note, Part, Solo
from jazz.swing import Swing
from tests.strategies import charts, solos

CADENCE = parse("| Dm7 | G7 | Cmaj7 | A7 |").repeated(4)
LINE = Solo(tuple(Note(12 * index, 12, 62 + (index * 5) % 13) for index in range(64)))


def trio(form: Form, solo: Solo = LINE, *, tempo: float = 140, humanise: float = 0, seed: int = 1) -> dict[str, Part]:
    """The parts of a trio on the page's own grid, by name."""
    parts = accompany(form, solo, tempo=tempo, share=0.5, backing="trio", humanise=humanise, rng=Random(f"{seed}"))
    return {part.name: part for part in parts}


def form_of(chart: Chart, *, intro: bool = False, ending: bool = True, loop: bool = False) -> Form:
    return arranged(chart, intro=intro, ending=ending, loop=loop)


def test_each_backing_has_its_players() -> None:
    """Nobody, a pianist, or a trio; each on a channel beside the soloist's, the drums on the tenth."""
    players = {
        backing: [
            (part.name, part.program, part.channel)
            for part in accompany(
                form_of(CADENCE), LINE, tempo=140, share=0.6, backing=backing, humanise=1, rng=Random(1)
            )
        ]
        for backing in ("none", "chords", "trio")
    }
    assert players == {
        "none": [],
        "chords": [("Comping Piano", 0, 1)],
        "trio": [("Comping Piano", 0, 1), ("Double Bass", 32, 2), ("Drums", 32, 9)],
    }


def test_nobody_is_called_like_a_soloist() -> None:
    assert not set(trio(form_of(CADENCE))) & {instrument.track for instrument in INSTRUMENTS}


def test_an_unknown_backing_is_refused() -> None:
    with pytest.raises(ValueError, match="strings"):
        accompany(form_of(CADENCE), LINE, tempo=140, share=0.6, backing="strings", humanise=1, rng=Random(1))


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Form, Solo]:
    style = draw(st.sampled_from(["swing", "bossa", "ballad", "funk", "waltz", None]))
    chart = replace(draw(charts(max_bars=12)), style=style)
    form = arranged(chart, intro=draw(st.booleans()), ending=draw(st.booleans()), loop=draw(st.booleans()))
    return form, draw(solos(chart.length))


@given(
    scenes(),
    st.floats(20, 400),
    st.sampled_from([0.5, 0.6, 2 / 3, 0.75]),
    st.sampled_from([0.0, 1.0, 2.0]),
    st.sampled_from(["chords", "trio"]),
)
def test_every_part_can_be_written(
    scene: tuple[Form, Solo], tempo: float, share: float, humanise: float, backing: str
) -> None:
    """No note is empty, begins before its pitch has ended, or outlasts the form; the same seed plays the same."""
    form, solo = scene

    def play() -> tuple[Part, ...]:
        return accompany(form, solo, tempo=tempo, share=share, backing=backing, humanise=humanise, rng=Random(3))

    parts = play()
    assert parts == play()
    for part in parts:
        sounding: dict[int, int] = {}
        for note in part.notes:
            assert sounding.get(note.pitch, 0) <= note.start < note.end <= form.chart.length * PLAYED_PER_TICK
            assert 1 <= note.velocity <= 127
            sounding[note.pitch] = note.end


@given(scenes(), st.integers(0, 99))
def test_nothing_clashes_with_the_solo(scene: tuple[Form, Solo], seed: int) -> None:
    """On the page no piano note is a unison, minor second or ninth from the soloist's, no hit lies on both sides of it.

    The bass stays a minor third below.
    """
    form, solo = scene
    parts = trio(form, solo, seed=seed)
    sides: dict[int, set[bool]] = {}
    for other in solo.shifted(form.start):
        begin, end = other.onset * PLAYED_PER_TICK, other.end * PLAYED_PER_TICK
        for name, part in parts.items():
            for note in part.notes if name != "Drums" else ():
                if note.start < end - 2 and note.end - 2 > begin:
                    if name == "Double Bass":
                        assert note.pitch <= other.pitch - 3
                    else:
                        assert not clashes(note.pitch, other.pitch)
                        sides.setdefault(note.start, set()).add(note.pitch < other.pitch)
    assert all(len(side) == 1 for side in sides.values())


def test_without_humans_all_stands_on_the_swung_grid() -> None:
    """At humanise 0 every onset is the swung place of an eighth or of the triplet before it, and velocities vary."""
    swing = Swing(0.62, ())
    grid = {swing.time(tick) for tick in range(0, form_of(CADENCE).chart.length, 6)}
    for part in accompany(form_of(CADENCE), LINE, tempo=140, share=0.62, backing="trio", humanise=0, rng=Random(1)):
        assert {note.start for note in part.notes} <= grid
        assert len({note.velocity for note in part.notes}) >= 3


def test_humans_are_uneven_by_a_thirtieth_of_a_beat_at_most() -> None:
    """At 1 hardly anything stands on the grid; at 2 still nothing is further from it than a grid finds."""
    for humanise, most in ((1.0, 15), (2.0, 15)):
        for part in trio(form_of(CADENCE), humanise=humanise).values():
            off = [min(note.start % 120, -note.start % 120) for note in part.notes]
            assert 0 < max(off) <= most
            assert len(set(off)) > 5


def test_a_loop_ends_open_and_a_form_ends_held() -> None:
    """In a loop the bass walks to the end of the last bar; else piano and bass hold the last chord, a cymbal rings."""
    chart = parse("style: swing\n| Cmaj7 | Dm7 G7 |").repeated(2)
    looped, ended = trio(form_of(chart, loop=True)), trio(form_of(chart))
    assert (looped["Double Bass"].notes[-1].start // 480) % 4 == 3
    final = 4 * 4 * 480  # the added bar
    for name in ("Comping Piano", "Double Bass"):
        assert {note.start for note in ended[name].notes if note.start >= final} == {final}
        assert max(note.end for note in ended[name].notes) > final + 3 * 480
    assert {note.pitch for note in ended["Drums"].notes if note.start >= final} >= {49, 36}


def test_a_loop_leads_into_its_first_chord() -> None:
    """The last note of Abmaj7 is a step, or C's fifth, from C; no tone of the chord alone is that."""
    chart = parse("| Cmaj7 | % | % | Abmaj7 |")
    into = 0
    for seed in range(20):
        notes = trio(form_of(chart, loop=True), Solo(), seed=seed)["Double Bass"].notes
        into += (notes[-1].pitch - notes[0].pitch) % 12 in {1, 2, 5, 7, 10, 11}
    assert into > 12


def test_no_chord_is_silence_but_for_the_foot() -> None:
    """In a stop piano and bass say nothing, and the drummer only closes the hi-hat."""
    parts = trio(form_of(parse("style: swing\n| C7 | N.C. | % | F7 |"), ending=False), Solo())
    begin, end = 4 * 480, 12 * 480
    for name, part in parts.items():
        inside = [note for note in part.notes if note.end > begin and note.start < end - 240]
        assert {note.pitch for note in inside} <= ({44} if name == "Drums" else set()), name
    assert trio(form_of(parse("style: swing\n| N.C. |"), loop=True), Solo()).keys() == {"Drums"}


def test_seeds_differ() -> None:
    assert len({trio(form_of(CADENCE), seed=seed)["Double Bass"].notes for seed in range(6)}) == 6


def test_the_band_hears_the_soloist() -> None:
    """Where the soloist plays eighths the piano plays less than in the rests, over many seeds."""
    busy = Solo(tuple(Note(12 * index, 12, 72) for index in range(128) if index // 16 % 2 == 0))
    in_lines = in_rests = 0
    for seed in range(20):
        for start in {note.start for note in trio(form_of(CADENCE, loop=True), busy, seed=seed)["Comping Piano"].notes}:
            in_lines += start // 3840 % 2 == 0
            in_rests += start // 3840 % 2 == 1
    assert in_rests > 1.3 * in_lines
