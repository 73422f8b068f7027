"""A real engraver, verovio, reads our pages without complaint and plays the notes that are meant."""

from __future__ import annotations

import re

import numpy as np
import pytest
import verovio

from jazz import charts, pipeline
from jazz.engraving import musicxml
from jazz.instruments import find_instrument, transposition
from tests.engraver import notes_of, played_notes


@pytest.mark.parametrize("reader", [None, "Bb", "alto sax"])
def test_an_engraver_plays_what_is_meant(reader: str | None, capfd: pytest.CaptureFixture[str]) -> None:
    """To a tick, since it rounds fifths and sevenths of a beat; with all chord symbols, about four bars a system."""
    player = pipeline.open_model("weimar")
    verovio.enableLog(verovio.LOG_WARNING)
    for name in ("blues", "ballad", "bossa", "jazz-waltz", "five-four", "six-eight"):
        chart = charts.arrange(charts.find(name), bars=12)
        (take,) = pipeline.improvise(player, pipeline.Request(chart, 5, backing="none"))
        page = musicxml(
            take.solo,
            chart,
            instrument=find_instrument("tenor sax"),
            tempo=take.performance.tempo,
            swing=take.performance.swing,
            transposition=transposition(reader) if reader else None,
        )
        toolkit = verovio.toolkit()
        toolkit.setOptions({"breaks": "encoded"})
        assert toolkit.loadData(page.decode())
        found, wanted = played_notes(toolkit), notes_of(take.solo)
        assert [pitch for *_, pitch in found] == [pitch for *_, pitch in wanted]
        assert np.abs(np.array(found) - np.array(wanted)).max() <= 1
        drawn = "".join(toolkit.renderToSVG(number + 1) for number in range(toolkit.getPageCount()))
        assert len(re.findall(r'class="harm"', drawn)) == len(chart.changes)
        assert 3 <= len(re.findall(r'class="system"', drawn)) <= 6
    assert capfd.readouterr().err == ""
