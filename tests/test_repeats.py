"""Repeats and endings put bars in the order in which they are played."""

from __future__ import annotations

import pytest

from jazz.errors import ChartError
from jazz.repeats import MAX_BARS, Bar, Jump, parse_jump, playing_order


def written(marks: str) -> list[Bar]:
    """Bars from marks: "A [1B:| [2C" are three bars, `:|` may carry a number of times.

    $ is a segno, > a coda sign before a bar or behind it, ! a Fine, and <DS-coda, <DC-fine, <DC-2 and so on a jump.
    """
    bars = []
    for number, words in enumerate(marks.split(), 1):
        mark, _, jump = words.partition("<")
        back, _, goal = jump.partition("-")
        name = next(letter for letter in mark if letter.isupper())
        times = mark.partition(":|")[2].strip(">!")
        bar = Bar(number, [name], opens=mark.startswith("|:"), times=int(times or 2) if ":|" in mark else 0)
        bar.ending = int(mark[mark.index("[") + 1]) if "[" in mark else None
        bar.segno, bar.fine = "$" in mark, "!" in mark
        bar.coda, bar.to_coda = ">" in mark.partition(name)[0], ">" in mark.partition(name)[2]
        if jump:
            bar.jump = Jump(back == "DS", "" if goal.isdecimal() else goal, int(goal) if goal.isdecimal() else None)
        bars.append(bar)
    return bars


@pytest.mark.parametrize(
    ("marks", "order"),
    [
        ("A B C", "ABC"),
        ("A B:| C", "ABABC"),
        ("A |:B C:| D", "ABCBCD"),
        ("|:A:|3 B", "AAAB"),
        ("|:A:| |:B:| C", "AABBC"),
        ("A:| B:|", "AABB"),
        ("|:A [1B:| [2C", "ABAC"),
        ("|:A [1B:| [2C:| [3D E", "ABACADE"),
        ("X |:A B [1C D:| [2E Y", "XABCDABEY"),
        ("|:A [1B:| [2C |:D:| E", "ABACDDE"),
        ("|:A [1B:| [2C |:D [1E:| [2F", "ABACDEDF"),
        ("A [1B:| [2C", "ABAC"),
        ("|:A [1B:| [2C D:|", "ABACD"),
        ("|:A [1B:| [2C:| [3D:|", "ABACAD"),
        ("|:A [1B:| [2C:| |:D:| E", "ABACDDE"),
        ("A B> C >D", "ABC"),
        ("A B> C D<DC-coda >E F", "ABCDABEF"),
        ("A $B C> D<DS-coda >E", "ABCDBCE"),
        ("A B C<DC-coda >D", "ABCABCD"),
        ("|:A [1B:| [2C> D<DC-coda >E:| F", "ABACDACEEF"),
        ("|:A B:| C! D<DC-fine", "ABABCDABC"),
        ("A $B C! D<DS-fine", "ABCDBC"),
        ("|:A [1B:| [2C! D E<DC-2", "ABACDEAC"),
        ("|:A [1B:|! [2C D E<DC-1", "ABACDEAB"),
        ("A B<DC C", "ABABC"),
    ],
)
def test_marks_make_an_order(marks: str, order: str) -> None:
    bars = written(marks)
    assert "".join(bars[index].items[0] for index in playing_order(bars)) == order


@pytest.mark.parametrize(
    ("marks", "bar"),
    [
        ("|:A B", 1),
        ("A |:B", 2),
        ("|:A |:B:|", 1),
        ("A [1B C", 2),
        ("A [2B", 2),
        ("|:A [1B:| C", 2),
        ("|:A [1B:| [3C", 2),
        ("|:A [1B [2C", 1),
        ("|:A [2B:| [3C", 2),
        ("|:A [1B:|3 [2C", 2),
        ("A $B C<DS-coda D", 3),
        ("A B C<DC-fine D", 3),
        ("A B!> C<DS-fine D", 3),
        ("A B<DC C<DC", 3),
        ("A> B> >C D<DC-coda", 3),
        ("|:A [1B:| [2C D! E<DC-3", 2),
        ("A B<DC-fine C!", 2),
    ],
)
def test_marks_that_do_not_belong_together_name_their_bar(marks: str, bar: int) -> None:
    with pytest.raises(ChartError, match=f"^bar {bar}: "):
        playing_order(written(marks))


def test_repeats_stop_at_the_limit_of_bars() -> None:
    with pytest.raises(ChartError, match="2,000 are the limit"):
        playing_order(written(f"|:A:|{MAX_BARS} B"))
    with pytest.raises(ChartError, match="2,000 are the limit"):
        playing_order(written(" ".join(["A:|1000"] * 3)))


@pytest.mark.parametrize(
    ("words", "jump"),
    [
        ("D.C. al Coda", Jump(to_segno=False, goal="coda")),
        ("D.S. al Fine", Jump(to_segno=True, goal="fine")),
        ("D.C. al 2nd End.", Jump(to_segno=False, ending=2)),
        ("d.s. al 1st ending", Jump(to_segno=True, ending=1)),
        ("DC", Jump(to_segno=False)),
        ("D.C. for solos", None),
        ("to Coda", None),
    ],
)
def test_words_ask_for_a_jump(words: str, jump: Jump | None) -> None:
    assert parse_jump(words) == jump
