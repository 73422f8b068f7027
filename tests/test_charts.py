"""Finding a chart from words, and arranging it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazz import assets, charts
from jazz.errors import ChartError
from jazz.music import Chart, Key

TURN = "| Dm7 | G7 | Cmaj7 | % |"


def symbols(chart: Chart) -> list[str]:
    """The chord symbols of a chart in order."""
    return [change.chord.symbol for change in chart.changes]


def test_words_may_be_bars_or_chords_or_a_file_or_a_name(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(TURN)
    assert symbols(charts.find(TURN)) == ["Dm7", "G7", "Cmaj7"]
    assert symbols(charts.find("Dm7 G7 Cmaj7")) == ["Dm7", "G7", "Cmaj7"]
    assert charts.find(str(tmp_path / "mine.txt")) == charts.find(TURN)
    assert charts.find("blues").bars == 12


def test_every_shipped_chart_can_be_read_and_moved_to_every_key() -> None:
    for name in assets.charts():
        for tonic in ("C", "Db", "F#", "B"):
            assert charts.arrange(charts.find(name), key=tonic).bars == charts.find(name).bars


@pytest.mark.parametrize("words", ["nowhere.txt", "blouse", "Dm7 Gblah", "x" * 5000, "", "\0", "/"])
def test_what_is_no_chart_is_refused_in_one_line(words: str) -> None:
    with pytest.raises(ChartError) as error:
        charts.find(words)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(ChartError, match="is not text"):
        charts.find(str(tmp_path / "photo.jpg"))


def test_a_chart_moves_to_a_key_that_it_need_not_name() -> None:
    """Its own key is heard in its chords: ii-V-I in C becomes ii-V-I in Eb."""
    moved = charts.arrange(charts.find(TURN), key="Eb")
    assert symbols(moved) == ["Fm7", "Bb7", "Ebmaj7"]
    assert moved.key == Key(3)


def test_choruses_and_bars_go_round_the_form() -> None:
    chart = charts.find(TURN)
    assert charts.arrange(chart, choruses=3).bars == 12
    assert symbols(charts.arrange(chart, bars=6)) == ["Dm7", "G7", "Cmaj7", "Dm7", "G7"]
    with pytest.raises(ChartError, match=r"are too many; 2,000 are the limit"):
        charts.arrange(chart, choruses=501)
