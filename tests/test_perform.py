"""Perform: a soloist and a band over one form, each for himself, and notes that a MIDI file can hold."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from jazz.errors import JazzError
from jazz.leadsheet import parse
from jazz.music import PLAYED_PER_TICK, Chart, Note, Solo
from jazz.perform import perform
from jazz.swing import swing_share

HOME = parse("key: C\n| Dm7 | G7 | Cmaj7 | % |").repeated(4)
AWAY = parse("key: C\n| Cmaj7 | A7 | Dm7 | G7 |").repeated(4)
EIGHTHS = Solo(tuple(Note(12 * index, 12, 60 + (index * 5) % 13) for index in range(128)))
BAR = 1920  # played ticks
FARTHEST = 16  # played ticks: a thirtieth of a beat, beyond which no grid finds a note


def test_a_trio_accompanies_unless_asked_otherwise() -> None:
    """Unlike names, programs and channels; the soloist first; the texts as given."""
    performance = perform(EIGHTHS, HOME, tempo=140, rng=Random(1), texts=("jazz 1", "seed 7"))
    assert [(part.name, part.program, part.channel) for part in performance.parts] == [
        ("Tenor Sax", 66, 0),
        ("Comping Piano", 0, 1),
        ("Double Bass", 32, 2),
        ("Drums", performance.parts[3].program, 9),
    ]
    assert (performance.texts, performance.tempo) == (("jazz 1", "seed 7"), 140)
    assert performance.swing == swing_share(140, None, HOME.metre)
    duo = perform(EIGHTHS, HOME, tempo=140, rng=Random(1), instrument="tp", backing="chords")
    assert [part.name for part in duo.parts] == ["Trumpet", "Comping Piano"]


@pytest.mark.parametrize("instrument", ["piano", "bass", "vibes"])
def test_a_soloist_is_never_called_like_one_of_the_band(instrument: str) -> None:
    names = [part.name for part in perform(EIGHTHS, HOME, tempo=140, rng=Random(1), instrument=instrument).parts]
    assert len({name.lower() for name in names}) == 4


def test_the_soloist_does_not_hear_who_accompanies() -> None:
    """With whatever band, introduction and ending the soloist plays the same, only later."""
    alone = perform(EIGHTHS, AWAY, tempo=140, rng=Random(5), backing="none").parts[0].notes
    for backing in ("chords", "trio"):
        assert perform(EIGHTHS, AWAY, tempo=140, rng=Random(5), backing=backing, ending=False).parts[0].notes == alone
    after = perform(EIGHTHS, AWAY, tempo=140, rng=Random(5), intro=True).parts[0].notes
    assert [note.start - 4 * BAR for note in after[:-1]] == [note.start for note in alone[:-1]]


def test_a_trio_comes_to_an_end() -> None:
    """On the last bar where that is home, on a bar added behind where it is not; others end only when asked to."""

    def bars(chart: Chart, backing: str = "trio", *, ending: bool | None = None, loop: bool = False) -> int:
        form = perform(EIGHTHS, chart, tempo=140, rng=Random(1), backing=backing, ending=ending, loop=loop).chart
        return form.bars

    assert (bars(HOME), bars(AWAY)) == (16, 17)
    assert (bars(AWAY, ending=False), bars(AWAY, loop=True)) == (16, 16)
    assert (bars(AWAY, "chords"), bars(AWAY, "chords", ending=True)) == (16, 17)


def test_an_introduction_is_four_bars_of_the_band_alone() -> None:
    performance = perform(EIGHTHS, HOME, tempo=140, rng=Random(1), intro=True)
    assert performance.chart.bars == 20
    assert performance.chart.sections[0].name == "Intro"
    firsts = {part.name: part.notes[0].start for part in performance.parts}
    assert firsts.pop("Tenor Sax") >= 4 * BAR - FARTHEST
    assert min(firsts.values()) < BAR


@pytest.mark.parametrize("style", ["swing", "straight", "bossa", "ballad"])
def test_nobody_is_human_at_nought(style: str) -> None:
    """Each note of each player begins where the swung page has it; straight, that is the page itself."""
    chart = replace(AWAY, style=style)
    performance = perform(EIGHTHS, chart, tempo=120, rng=Random(1), swing=0.5, humanise=0)
    assert all(note.start % PLAYED_PER_TICK == 0 for part in performance.parts for note in part.notes)
    soloist = performance.parts[0].notes
    assert [note.start for note in soloist] == [PLAYED_PER_TICK * note.onset for note in EIGHTHS]
    assert {note.velocity for note in soloist} == {80}
    swung = perform(EIGHTHS, chart, tempo=120, rng=Random(1), swing=2 / 3, humanise=0).parts[0].notes
    assert [note.start % 480 for note in swung[:2]] == [0, 320]


@pytest.mark.parametrize("chart", [HOME, AWAY, parse("time: 5/4\n| Em7 |").repeated(8), parse("time: 7/16\n| N.C. |")])
@pytest.mark.parametrize("way", [{}, {"intro": True}, {"loop": True}, {"backing": "none"}, {"humanise": 2}])
def test_the_same_chance_gives_the_same_performance(chart: Chart, way: dict[str, Any]) -> None:
    """And all that anyone plays lies within the form."""
    line = Solo(tuple(note for note in EIGHTHS if note.end <= chart.length))
    performance = perform(line, chart, tempo=140, rng=Random(3), **way)
    assert perform(line, chart, tempo=140, rng=Random(3), **way) == performance
    notes = [note for part in performance.parts for note in part.notes]
    assert all(0 <= note.start < note.end <= performance.chart.length * PLAYED_PER_TICK for note in notes)
    assert len(performance.parts[0].notes) == len(line)


def test_strangers_are_refused() -> None:
    with pytest.raises(JazzError, match='"kazoo" is not an instrument I have; I have tenor sax'):
        perform(EIGHTHS, HOME, tempo=140, rng=Random(1), instrument="kazoo")
    with pytest.raises(ValueError, match="backing"):
        perform(EIGHTHS, HOME, tempo=140, rng=Random(1), backing="strings")
