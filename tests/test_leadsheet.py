"""Charts as text: what is written is what is played, and what is wrong is one line that names the bar."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.errors import ChartError
from jazz.leadsheet import format_chart, parse, transpose
from jazz.music import NO_CHORD, Change, Chart, Key, Metre, Section
from jazz.theory import parse_chord

HEADED = """
title: Blue  Corner
composer: nobody
Key: F
meter: 4/4
tempo: 132.5
style: Swing

# a comment
[A] |: F7 | Bb7 | F7 . . Cm7 | F7 :|
B:  |  Gm7 C7 | [1 Am7 D7 :| [2 F7 | % |]
"""
SYMBOLS = ["Dm7", "G7b9", "Cmaj7", "F#m7b5", "Bb13", "C69", "D7/F#", r"G\Bb7", "CMb5", "Caddb9", "N.C."]


def played(text: str, metre: str = "4/4") -> str:
    """A chart as "bar.beat chord" for each change, bars and beats from 1."""
    chart = parse(f"metre: {metre}\n{text}")
    bar, beat = chart.metre.bar, chart.metre.beat
    places = [(change.onset // bar + 1, change.onset % bar / beat + 1) for change in chart.changes]
    return ", ".join(
        f"{at[0]}.{at[1]:g} {change.chord.symbol}" for at, change in zip(places, chart.changes, strict=True)
    )


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Charts with changes on any tick, neighbours different, sections on bar lines."""
    metre = draw(st.sampled_from([Metre(), Metre(3, 4), Metre(5, 4), Metre(6, 8), Metre(7, 8), Metre(2, 2)]))
    bars = draw(st.integers(1, 9))
    grid = draw(st.sampled_from([1, 3, metre.beat, metre.bar]))
    ticks = draw(st.lists(st.integers(1, bars * metre.bar - 1).map(lambda tick: tick // grid * grid), max_size=12))
    onsets = sorted({0, *ticks})
    symbols = draw(st.lists(st.sampled_from(SYMBOLS), min_size=len(onsets), max_size=len(onsets)))
    changes = [Change(onset, parse_chord(symbol)) for onset, symbol in zip(onsets, symbols, strict=True)]
    starts = draw(st.sets(st.integers(0, bars - 1), max_size=3))
    return Chart(
        metre=metre,
        bars=bars,
        changes=tuple(
            here for before, here in pairwise([None, *changes]) if here and (not before or before.chord != here.chord)
        ),
        sections=tuple(
            Section(start * metre.bar, draw(st.sampled_from(["A", "B", "intro", "A1", "1", "solo 2"])))
            for start in sorted(starts)
        ),
        key=draw(st.none() | st.builds(Key, st.integers(0, 11), st.sampled_from(["major", "minor"]))),
        title=draw(st.sampled_from(["", "Blue Corner", "key: C", "[A] | C |", "# 1"])),
        tempo=draw(st.none() | st.sampled_from([60.0, 132.5, 299.123456])),
        style=draw(st.none() | st.sampled_from(["swing", "bossa"])),
        form_bars=draw(st.integers(0, bars)),
    )


def test_a_headed_chart_says_all_that_a_chart_knows() -> None:
    chart = parse(HEADED)
    assert (chart.title, chart.key, chart.metre) == ("Blue Corner", Key(5), Metre())
    assert (chart.tempo, chart.style) == (132.5, "swing")
    assert [(part.onset // 96, part.name) for part in chart.sections] == [(0, "A"), (4, "A"), (8, "B"), (10, "B")]
    assert chart.bars == 13


@pytest.mark.parametrize(
    ("text", "metre", "expected"),
    [
        ("| Dm7 | G7 | Cmaj7 | % |", "4/4", "1.1 Dm7, 2.1 G7, 3.1 Cmaj7"),
        ("Dm7 | G7", "4/4", "1.1 Dm7, 2.1 G7"),
        ("| Dm7 G7 |", "4/4", "1.1 Dm7, 1.3 G7"),
        ("| Dm7 G7 C6 |", "4/4", "1.1 Dm7, 1.3 G7, 1.4 C6"),
        ("| Em7 A7 Dm7 G7 |", "4/4", "1.1 Em7, 1.2 A7, 1.3 Dm7, 1.4 G7"),
        ("| Dm7 . . G7 |", "4/4", "1.1 Dm7, 1.4 G7"),
        ("| Dm7 / / G7 |", "4/4", "1.1 Dm7, 1.4 G7"),
        ("| Dm7 /// | G7 ... |", "4/4", "1.1 Dm7, 2.1 G7"),
        ("| Dm7 . . . . . . G7 |", "4/4", "1.1 Dm7, 1.4.5 G7"),
        ("| Dm7 | . . G7 . |", "4/4", "1.1 Dm7, 2.3 G7"),
        ("| Dm7 G7 |", "3/4", "1.1 Dm7, 1.3 G7"),
        ("| Dm7 G7 |", "5/4", "1.1 Dm7, 1.4 G7"),
        ("| Dm7 G7 |", "6/8", "1.1 Dm7, 1.4 G7"),
        ("| Dm7 G7 | % | C6 | % |", "4/4", "1.1 Dm7, 1.3 G7, 2.1 Dm7, 2.3 G7, 3.1 C6"),
        ("| C6 | N.C. | NC | C6 |", "4/4", "1.1 C6, 2.1 N.C., 4.1 C6"),
        ("|: C6 :| G7 |]", "4/4", "1.1 C6, 3.1 G7"),
        ("| C6 || G7 :|x3", "4/4", "1.1 C6, 2.1 G7, 3.1 C6, 4.1 G7, 5.1 C6, 6.1 G7"),
        ("|: C6 :|: G7 :|", "4/4", "1.1 C6, 3.1 G7"),
        ("|: C6 | [1 A7 :| [2 G7 |", "4/4", "1.1 C6, 2.1 A7, 3.1 C6, 4.1 G7"),
        ("| C6 |\n| G7 |\n\nA7\nD7", "4/4", "1.1 C6, 2.1 G7, 3.1 A7, 4.1 D7"),
        ("| C7(b9, #11) | C6/9 |", "4/4", "1.1 C7b9#11, 2.1 C69"),
    ],
)
def test_bars_are_played_as_they_are_written(text: str, metre: str, expected: str) -> None:
    assert played(text, metre) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the chart has no bars; write chords between bar lines, like | Dm7 | G7 | Cmaj7 | % |"),
        ("|", "the chart has no bars"),
        ("style: bossa", "the chart has no bars"),
        ("| Dm7 | Gblah7 |", 'bar 2: "Gblah7" is not a chord I know; nearest: G7, Gb7'),
        ("| % |", "bar 1: % stands alone in its bar, and repeats the bar before"),
        ("| C | C % |", "bar 2: % stands alone"),
        ("| . C . . |", "bar 1 does not begin with a chord; write N.C. for none"),
        ("| C | | D |", "bar 2 is empty; write % to repeat the bar before, . to hold its chord"),
        ("| C D E F G |", "bar 1 has 5 items for 4 beats; write one a beat, . to hold a chord"),
        ("| C . G |", "bar 1 has 3 items for 4 beats"),
        ("| C [A] D |", 'bar 1: "[A]" does not belong here'),
        ("| C [A\n] D |", 'bar 1: "[" does not belong here'),
        ("| C ] |", 'bar 1: "]" does not belong here'),
        ("| C7(b9 |", 'bar 1: "(" does not belong here'),
        ("[A]", "the chart ends before bar 1, which a mark begins"),
        ("| C | [B]", "the chart ends before bar 2, which a mark begins"),
        ("|: C", "bar 1: the repeat or ending that begins here has no :|"),
        (":|", "bar 1: nothing here can be repeated 2 times"),
        ("| C :|x1", "bar 1: nothing here can be repeated 1 times"),
        ("| C :|x99999", "bar 1: nothing here can be repeated 99999 times"),
        ("| C :|x1999 | D :|x1999", "the chart plays 3,998 bars; 2,000 are the limit"),
        ("| C | [2 D |", "bar 2: the repeat or ending that begins here has no :|"),
        ("| C |\n" * 2001, "the chart has more than 2,000 bars"),
        ("x" * 300_000, "the chart has 300,000 characters; 200,000 are the limit"),
        ("key: H\n| C |", '"H" is not a key I know; write it like Bb, F#m or "Eb minor"'),
        ("tempo: fast\n| C |", '"fast" is not a tempo; write quarter notes a minute, 10 to 1000'),
        ("tempo: 9\n| C |", '"9" is not a tempo'),
        ("metre: 4\n| C |", '"4" is not a metre I know; write it like 4/4, 3/4, 5/4 or 6/8'),
        ("metre: 0/4\n| C |", '"0/4" is not a metre I know'),
        ("metre: 4/3\n| C |", '"4/3" is not a metre I know'),
        ("title: a\ntitle: b\n| C |", "the chart gives its title twice"),
        ("chorus: 8\n| C |", '"8" is not the number of bars in a chorus of this chart, which has 1'),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_bar(text: str, message: str) -> None:
    with pytest.raises(ChartError) as caught:
        parse(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@given(st.text(alphabet="ABC7m b#|:[]12%./x()\n-NC", max_size=80))
def test_any_text_is_a_chart_or_one_line_of_advice(text: str) -> None:
    try:
        chart = parse(text)
    except ChartError as error:
        assert "\n" not in str(error)  # noqa: PT017  (either outcome is right; this one has to be one line)
    else:
        assert parse(format_chart(chart)) == chart


@given(charts())
def test_a_chart_as_text_is_read_back_as_the_same_chart(chart: Chart) -> None:
    assert parse(format_chart(chart)) == chart


def test_text_is_written_four_bars_a_line_and_a_line_a_section() -> None:
    assert format_chart(parse("key: Bb\n[A] | Bb6 | Bb6 | F7 Cm7 | F7 Cm7 | F7 . . Cm7 |\n[B] | Eb6")) == (
        "key: Bb\nmetre: 4/4\n[A] | Bb6 | % | F7 Cm7 | % |\n| F7 . . Cm7 |\n[B] | Eb6 |\n"
    )


def test_several_choruses_are_read_back_as_several() -> None:
    chart = parse("| C6 | G7 |").repeated(3)
    assert parse(format_chart(chart)) == chart
    assert chart.form_bars == 2


@pytest.mark.parametrize(
    ("text", "semitones", "expected"),
    [
        ("key: F\n| Gm7 C7 | F6 |", 2, "key: G\nmetre: 4/4\n| Am7 D7 | G6 |\n"),
        ("key: F\n| Gm7 C7 | F6 |", -1, "key: E\nmetre: 4/4\n| F#m7 B7 | E6 |\n"),
        ("key: C\n| Dm7 | Db7/Ab | C/E |", 2, "key: D\nmetre: 4/4\n| Em7 | Eb7/Bb | D/F# |\n"),
        ("| Dm7 | G7 | Cmaj7 |", 3, "metre: 4/4\n| Fm7 | Bb7 | Ebmaj7 |\n"),
        ("| Dm7 | G7 | Cmaj7 |", 4, "metre: 4/4\n| F#m7 | B7 | Emaj7 |\n"),
        ("| D#m7 | G#7 |", 12, "metre: 4/4\n| D#m7 | G#7 |\n"),
    ],
)
def test_a_chart_is_moved_and_spelled_for_its_new_key(text: str, semitones: int, expected: str) -> None:
    assert format_chart(transpose(parse(text), semitones)) == expected


@given(charts(), st.integers(-14, 14))
def test_a_chart_moved_there_and_back_sounds_the_same(chart: Chart, semitones: int) -> None:
    back = transpose(transpose(chart, semitones), -semitones)
    assert [change.chord.tones for change in back.changes] == [change.chord.tones for change in chart.changes]
    assert [change.chord.bass for change in back.changes] == [change.chord.bass for change in chart.changes]
    assert (back.key, back.sections, back.metre) == (chart.key, chart.sections, chart.metre)


def test_silence_moves_nowhere() -> None:
    assert transpose(parse("| N.C. | C |"), 5).changes[0].chord is NO_CHORD
