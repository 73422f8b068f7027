"""Repeats and endings put bars in the order in which they are played."""

from __future__ import annotations

import pytest

from jazz.errors import ChartError
from jazz.repeats import MAX_BARS, Bar, playing_order


def written(marks: str) -> list[Bar]:
    """Bars from marks: "A [1B:| [2C" are three bars, `:|` may carry a number of times."""
    bars = []
    for number, mark in enumerate(marks.split(), 1):
        closes, times = ":|" in mark, mark.partition(":|")[2]
        ending = int(mark[mark.index("[") + 1]) if "[" in mark else None
        name = next(letter for letter in mark if letter.isupper())
        opens, repeats = mark.startswith("|:"), int(times or 2) if closes else 0
        bars.append(Bar(number, [name], opens=opens, ending=ending, times=repeats))
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
        ("|:A [1B:| [2C D:|", 4),
        ("|:A [1B:|3 [2C", 2),
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
