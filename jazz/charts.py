"""Finding a chart from words, and arranging it: its key, how often it is played.

This room knows that a chart may be text, a file or a shipped name; `leadsheet` knows how a chart is written.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from jazz import assets, defaults, leadsheet
from jazz.errors import ChartError
from jazz.music import Chart
from jazz.theory import guess_key, parse_chord, parse_key


def find(words: str) -> Chart:
    """Return the chart that words mean: bars or chords as text, a file with a chart, or the name of a shipped one.

    Raises ChartError, also for a name or a file that is not there.
    """
    if "|" in words or "\n" in words:
        return leadsheet.parse(words)
    if os.path.isfile(words):
        return leadsheet.parse(read_text(Path(words)))
    if _are_chords(words):
        return leadsheet.parse(f"| {' | '.join(words.split())} |")
    return leadsheet.parse(assets.chart_text(words))


def read_text(path: Path) -> str:
    """Return the text of a file. Raises ChartError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ChartError(f"{path} is not text; a chart is written like | Dm7 | G7 | Cmaj7 | % |") from None
    except OSError as error:
        raise ChartError(f"{path} cannot be read: {error.strerror}") from None


def _are_chords(words: str) -> bool:
    try:
        return bool([parse_chord(word) for word in words.split()])
    except ChartError:
        return False


def arrange(chart: Chart, *, key: str | None = None, choruses: int | None = None, bars: int | None = None) -> Chart:
    """Return the chart in another key (its mode stays), so many times through, or so many bars of it.

    Every chart leaves with a key, guessed from its chords when it names none. Raises ChartError.
    """
    tonality = chart.key or guess_key(chart)
    chart = replace(chart, key=tonality)
    if key is not None:
        chart = leadsheet.transpose(chart, parse_key(key).tonic - tonality.tonic)
    if chart.bars * (choruses or 1) > defaults.MOST_BARS:
        raise ChartError(f"{choruses} times {chart.bars} bars are too many; {defaults.MOST_BARS:,} are the limit")
    return chart.first_bars(bars) if bars else chart.repeated(choruses) if choruses else chart
