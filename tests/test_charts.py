"""The shipped charts: each can be read, is complete, and is written back as the same chart."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazz.leadsheet import format_chart, parse, transpose
from jazz.music import Chart

FOLDER = Path(__file__).parent.parent / "data" / "charts"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
FORMS = {"blues": 12, "minor-blues": 12, "rhythm": 32, "two-five-one": 48, "modal": 32, "bossa": 32, "ballad": 32}


def chart(name: str) -> Chart:
    return parse((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def test_there_are_enough_forms_to_practise() -> None:
    assert len(NAMES) >= 18
    assert {chart(name).metre.beats for name in NAMES} >= {3, 4, 5, 6}
    assert {chart(name).style for name in NAMES} == {"swing", "ballad", "bossa", "waltz", "straight"}


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_says_what_a_player_asks(name: str) -> None:
    read = chart(name)
    assert read.title
    assert read.key is not None
    assert read.sections[0].onset == 0
    assert read.bars % 4 == 0
    assert read.tempo is not None
    assert 50 <= read.tempo <= 240


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_written_back_as_the_same_chart(name: str) -> None:
    read = chart(name)
    assert parse(format_chart(read)) == read
    assert parse(format_chart(transpose(read, 5))) == transpose(read, 5)


@pytest.mark.parametrize(("name", "bars"), FORMS.items())
def test_a_form_has_its_length(name: str, bars: int) -> None:
    assert chart(name).bars == bars


def test_two_five_ones_go_through_all_keys() -> None:
    tonics = [change.chord.root for change in chart("two-five-one").changes if change.chord.quality == "maj7"]
    assert sorted(tonic for tonic in tonics if tonic is not None) == list(range(12))
