"""Charts played several times through: the form comes round, its introduction does not."""

from __future__ import annotations

from jazz.leadsheet import format_chart, parse

TUNE = parse("[Intro] | Dm7 | G7 |\n[A] | Cmaj7 | A7 |\n[B] | Dm7 | G7 |")


def bars(text: str) -> list[str]:
    """The lines of a chart's bars."""
    return [line for line in text.splitlines() if "|" in line]


def test_an_introduction_is_played_once() -> None:
    twice = TUNE.repeated(2)
    assert (twice.bars, twice.form_bars, twice.chorus, twice.origin) == (10, 4, 4 * 96, 2 * 96)
    assert bars(format_chart(twice)) == [
        "[Intro] | Dm7 | G7 |",
        "[A] | Cmaj7 | A7 |",
        "[B] | Dm7 | G7 |",
        "[A] | Cmaj7 | A7 |",
        "[B] | Dm7 | G7 |",
    ]
    assert bars(format_chart(TUNE.first_bars(9)))[-1] == "[B] | Dm7 |"
    assert TUNE.first_bars(3).bars == 3


def test_a_chord_that_is_held_into_the_form_begins_it_again() -> None:
    held = parse("[Intro] | Dm7 | G7 |\n[A] | G7 | Cmaj7 |")
    assert bars(format_chart(held.repeated(2)))[-1] == "[A] | G7 | Cmaj7 |"


def test_without_an_introduction_all_comes_round() -> None:
    twice = parse("[A] | C6 | G7 |").repeated(2)
    assert (twice.bars, twice.form_bars, twice.origin) == (4, 2, 0)
    assert parse("[Intro] | C6 | G7 |").repeated(2).bars == 4  # nothing else to come round to
