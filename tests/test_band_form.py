"""The form: introduction, ending, loop, and the landmarks that players go by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jazz.band.form import Landmarks, arranged, landmarks
from jazz.leadsheet import parse
from jazz.music import Chart, Form

BLUES = parse("key: F\n[A] | F7 | Bb7 | F7 | % | Bb7 | % | F7 | D7 | Gm7 | C7 | F7 D7 | Gm7 C7 |")
TUNE = parse("key: C\n| Dm7 | G7 | Cmaj7 | % |")


def bars(form: Form, first: int, last: int) -> str:
    """The chords of bars by number from 0, as text."""
    bar = form.chart.metre.bar
    return " ".join(c.chord.symbol for c in form.chart.changes if first * bar <= c.onset < (last + 1) * bar)


def sections(chart: Chart) -> list[tuple[int, str]]:
    return [(part.onset // chart.metre.bar, part.name) for part in chart.sections]


def test_an_introduction_is_the_last_four_bars() -> None:
    """It has a section, the form comes after it whole, and the soloist with the form."""
    form = arranged(BLUES, intro=True, ending=False, loop=False)
    assert bars(form, 0, 3) == "Gm7 C7 F7 D7 Gm7 C7"
    assert (form.start, form.end, form.chart.bars) == (4 * 96, 16 * 96, 16)
    assert sections(form.chart) == [(0, "Intro"), (4, "A")]
    assert form.chart.form_bars == 12
    assert [change.chord.symbol for change in form.chart.changes if change.onset >= form.start] == [
        change.chord.symbol for change in BLUES.changes
    ]


@pytest.mark.parametrize(
    ("text", "chords"),
    [
        ("key: C\n| Dm7 | G7 | Cmaj7 | % |", "Cmaj7 A7b9 Dm7 G7"),
        ("key: Eb\n| Ebmaj7 |", "Ebmaj7 C7b9 Fm7 Bb7"),
        ("key: Cm\n| Cm6 | % |", "Cm6 Am7b5 Dm7b5 G7b9"),
        ("key: C\ntempo: 60\n| Dm7 | G7 | Cmaj7 | % |", "Cmaj7 A7b9 Dm7 G7"),
    ],
)
def test_a_short_form_has_a_turnaround_before_it(text: str, chords: str) -> None:
    """Four bars, or two where it is slow, with the chords of the key."""
    chart = parse(text)
    form = arranged(chart, intro=True, ending=False, loop=False)
    added = form.start // chart.metre.bar
    assert added == (2 if chart.tempo else 4)
    assert bars(form, 0, added - 1) == chords
    assert sections(form.chart) == [(0, "Intro"), (added, "Solo")]


def test_a_tune_that_is_home_ends_there() -> None:
    form = arranged(TUNE, intro=False, ending=True, loop=False)
    assert form == Form(replace(TUNE, form_bars=4), 0, TUNE.length)


def test_a_tune_that_is_not_home_gets_a_bar() -> None:
    """The chord that the tune plays on its tonic, in a section of its own; else a six-nine."""
    form = arranged(BLUES, intro=False, ending=True, loop=False)
    assert bars(form, 12, 12) == "F7"
    assert sections(form.chart) == [(0, "A"), (12, "Ending")]
    assert form.end == 12 * 96 < form.chart.length
    assert bars(arranged(parse("key: Ab\n| Bbm7 | Eb7 |"), intro=False, ending=True, loop=False), 2, 2) == "Ab69"
    assert bars(arranged(parse("key: Gm\n| Am7b5 | D7 |"), intro=False, ending=True, loop=False), 2, 2) == "Gm69"


def test_a_loop_is_the_chart_itself() -> None:
    assert arranged(BLUES, intro=True, ending=True, loop=True) == Form(BLUES, 0, BLUES.length, loop=True)


def test_nothing_is_added_to_silence() -> None:
    silence = parse("| N.C. |")
    assert arranged(silence, intro=True, ending=True, loop=False) == Form(silence, 0, silence.length)


def test_choruses_have_tops_and_sections() -> None:
    """The tops of two choruses after an introduction; the ending is a section; the last chord ends the piece."""
    marks = landmarks(arranged(BLUES.repeated(2), intro=True, ending=True, loop=False))
    assert marks == Landmarks(frozenset({0, 4, 16, 28}), frozenset({4, 16}), 2, 28 * 96)


def test_without_sections_every_eighth_bar_counts() -> None:
    """And a last chord that comes in the last bar ends the piece there; in a loop nothing does."""
    chart = parse("| Dm7 | G7 | Cmaj7 | % |").repeated(4)
    whole = replace(chart, form_bars=0)
    assert landmarks(Form(whole, 0, whole.length)).sections == {0, 8}
    late = parse("| Dm7 | G7 Cmaj7 |")
    assert landmarks(Form(late, 0, late.length)).final == 96 + 48
    assert landmarks(Form(late, 0, late.length, loop=True)).final is None


def test_a_chart_with_an_introduction_of_its_own_has_its_chorus_behind_it() -> None:
    """The band leads in with the end of the form, counts the chorus from its beginning, and marks its top."""
    own = parse("key: C\n[Intro] | Fmaj7 | Fm7 |\n[A] | Cmaj7 | A7 | Dm7 | G7 |\n[B] | Em7 | A7 | Dm7 | G7 |")
    form = arranged(own, intro=True, ending=False, loop=False)
    assert [change.chord.symbol for change in form.chart.changes[:5]] == ["Em7", "A7", "Dm7", "G7", "Fmaj7"]
    assert form.chart.form_bars == 8
    assert landmarks(arranged(own, intro=False, ending=False, loop=False)).tops == {2}
