"""The bass: rhythms of the feels, a note on every change, slashes and pedals, the soloist's register."""

from __future__ import annotations

from random import Random

import pytest

from jazz.band.bass import Slot, accompany, below, slots_of
from jazz.band.listening import Listener
from jazz.band.playing import Stroke
from jazz.leadsheet import parse
from jazz.music import Chart, Note, Solo
from jazz.theory import note_name

NOBODY = Listener(Solo())


def line(chart: Chart, feel: str = "swing", *, seed: int = 1, tempo: float = 300, intro: int = 0) -> list[Stroke]:
    """The bass part of a loop for nobody, too fast for dropped eighths."""
    return accompany(chart, NOBODY, feel=feel, tempo=tempo, intro=intro, final=None, loop=True, rng=Random(seed))


@pytest.mark.parametrize(
    ("feel", "metre", "onsets"),
    [
        ("swing", "4/4", [0, 24, 48, 72]),
        ("swing", "5/4", [0, 24, 48, 72, 96]),
        ("swing", "7/4", [0, 24, 48, 72, 96, 120, 144]),
        ("swing", "2/4", [0, 24]),
        ("bossa", "4/4", [0, 36, 48, 84]),
    ],
)
def test_a_bar_of_each_feel(feel: str, metre: str, onsets: list[int]) -> None:
    chart = parse(f"metre: {metre}\n| Dm7 | G7 |")
    assert [stroke.onset for stroke in line(chart, feel) if stroke.onset < chart.metre.bar] == onsets


def test_an_introduction_is_played_in_two() -> None:
    chart = parse("| Dm7 | G7 | Cmaj7 | A7 |")
    strokes = line(chart, intro=192)
    assert len([stroke for stroke in strokes if stroke.onset < 192]) < 8
    assert len([stroke for stroke in strokes if stroke.onset >= 192]) == 8


@pytest.mark.parametrize("feel", ["swing", "ballad", "bossa", "waltz", "straight"])
@pytest.mark.parametrize("metre", ["4/4", "3/4", "5/4", "6/8", "12/8", "7/8", "2/2"])
def test_every_change_has_its_bass(feel: str, metre: str) -> None:
    """On each change, wherever it comes, sounds the root, or the bass of a slash chord."""
    chart = parse(f"metre: {metre}\n| Dm7 G7 | Cmaj7/E A7 | Bb7 | % | Gm7/C F/C |")
    for seed in range(4):
        on = {stroke.onset: stroke.pitch % 12 for stroke in line(chart, feel, seed=seed)}
        assert [on[change.onset] for change in chart.changes] == [change.chord.bass for change in chart.changes]


def test_a_change_off_the_beat_cuts_the_note_before() -> None:
    """A chord that is pushed by an eighth has a note there, and the one before ends."""
    chart = parse("| Dm7 . . . . . . G7 | Cmaj7 |")
    slots = slots_of(chart, "walk", 0, Random(1))
    assert [slot for slot in slots if 48 <= slot.onset < 96] == [
        Slot(48, 72, 0, False),
        Slot(72, 84, 0, False),
        Slot(84, 96, 1, True),
    ]


def test_a_pedal_stays() -> None:
    """Over a bass that carries several chords nothing else is played."""
    chart = parse("style: straight\n| Dmaj7 | C/D | Bb/D | C/D | G7 |")
    pedal = [stroke for stroke in line(chart, "straight") if 96 <= stroke.onset < 4 * 96]
    assert {note_name(stroke.pitch)[:-1] for stroke in pedal} == {"D"}


def test_nobody_plays_in_a_stop() -> None:
    chart = parse("| C7 | N.C. | F7 | % |")
    assert not [stroke for stroke in line(chart) if 96 <= stroke.onset < 192]


def test_the_bass_goes_out_of_the_soloists_way() -> None:
    """A note that a low soloist comes near goes down an octave, ends when the solo comes, or is left out."""

    def kept(pitch: int, *notes: Note) -> list[tuple[int, int]]:
        return [(stroke.pitch, stroke.end) for stroke in below([Stroke(0, 24, pitch, 70)], Listener(Solo(notes)))]

    assert kept(45) == [(45, 24)]
    assert kept(45, Note(0, 24, 48)) == [(45, 24)]
    assert kept(45, Note(0, 24, 47)) == [(33, 24)]
    assert kept(36, Note(0, 24, 36)) == []
    assert kept(36, Note(12, 12, 36)) == [(36, 12)]


def test_slow_lines_drop_an_eighth_now_and_then() -> None:
    """Soft, short, off the beat; none in fast tempos."""
    chart = parse("| Dm7 | G7 | Cmaj7 | A7 |").repeated(16)
    slow = [stroke for stroke in line(chart, tempo=110) if stroke.onset % 24]
    assert 2 <= len(slow) <= 30
    assert all(stroke.onset % 24 == 12 and stroke.velocity < 50 for stroke in slow)
    assert not [stroke for stroke in line(chart, tempo=300) if stroke.onset % 24]
