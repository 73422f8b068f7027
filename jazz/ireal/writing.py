"""A chart to a link that iReal Pro opens."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from jazz.errors import ChartError
from jazz.ireal.grammar import METRES, NO_CHORD, SECTIONS
from jazz.ireal.links import Entry, irealb
from jazz.ireal.reading import beat_of, cell_of
from jazz.music import TICKS_PER_QUARTER, Chart, Chord, Key
from jazz.theory import guess_key, key_name, parse_chord

QUALITIES = (
    "5 2 add9 + o h sus ^ - ^7 -7 7 7sus h7 o7 ^9 ^13 6 69 ^7#11 ^9#11 ^7#5 -6 -69 -^7 -^9 -9 -11 -7b5 h9 -b6 -#5 9 7b9"
    " 7#9 7#11 7b5 7#5 9#11 9b5 9#5 7b13 7#9#5 7#9b5 7#9#11 7b9#11 7b9b5 7b9#5 7b9#9 7b9b13 7alt 13 13#11 13b9 13#9"
    " 7b9sus 7susadd3 9sus 13sus 7b13sus 11"
)
"""The qualities that the app knows; others it shows as they are written, between asterisks."""
METRE_SIGNS = {metre: sign for sign, metre in METRES.items()}
SECTION_SIGNS = {name: sign for sign, name in SECTIONS.items()}
STYLE = "Medium Swing"
"""What the app takes for a song that names no style."""


def link(chart: Chart) -> str:
    """The `irealb://` link of a chart, played out as it is; the inverse of `charts` where its words are the app's.

    A chart without a key or style gets the likeliest key and medium swing, for the app wants both; a section whose
    name is no letter is shown as words. Raises ChartError for a metre that the app does not have, more chords in a bar
    than beats, and chords over chords.
    """
    if chart.metre not in METRE_SIGNS:
        raise ChartError(f"iReal Pro has no {chart.metre.beats}/{chart.metre.unit}")
    tempo = round((chart.tempo or 0) * TICKS_PER_QUARTER / beat_of(chart.metre))
    key = chart.key or guess_key(chart)
    title = " ".join(chart.title.replace("=", "-").split()) or "Untitled"
    style = (chart.style or STYLE).replace("=", "-").title()
    return irealb(Entry(title, style, _key(key), _music(chart), str(tempo)))


def _key(key: Key) -> str:
    return key_name(key).replace("m", "-")


def _music(chart: Chart) -> str:
    names = {section.onset // chart.metre.bar: section.name for section in chart.sections}
    bars = []
    for number in range(chart.bars):
        line = "[" if number == 0 or number in names else "|"
        section = _section(names[number]) if number in names else ""
        metre = f"T{METRE_SIGNS[chart.metre]}" if number == 0 else ""
        bars.append(f"{line}{section}{metre}{_bar(chart, number)}")
    return "".join(bars) + "Z"


def _section(name: str) -> str:
    sign = SECTION_SIGNS.get(name.lower(), name)
    return f"*{sign}" if re.fullmatch("[A-Za-z]", sign) else f"<{re.sub('[<>=]', ' ', name)}>"


def _bar(chart: Chart, number: int) -> str:
    """The cells of a bar: a chord, and an empty cell for each further beat of it."""
    start, end, cell = number * chart.metre.bar, (number + 1) * chart.metre.bar, cell_of(chart.metre)
    chords = {start: chart.chord_at(start)} | {
        change.onset: change.chord for change in chart.changes if start <= change.onset < end
    }
    onsets = [*sorted(chords), end]
    if any((onset - start) % cell for onset in onsets):
        raise ChartError(f"bar {number + 1}: iReal Pro can change chords on beats only")
    lengths = [(after - onset) // cell for onset, after in pairwise(onsets)]
    return ",".join(symbol(chords[onset]) + " " * (length - 1) for onset, length in zip(onsets, lengths, strict=False))


def symbol(chord: Chord) -> str:
    """A chord as the app writes it. Raises ChartError for a chord over a chord."""
    if chord.root is None:
        return NO_CHORD
    found = re.fullmatch(r"([A-G][#b]?)([^\\]*?)(/[A-G][#b]?)?", chord.symbol)
    if found is None:
        raise ChartError(f"iReal Pro has no chord like {chord.symbol}")
    root, suffix, bass = found.groups()
    return f"{root}{_qualities().get(chord.quality, f'*{suffix}*')}{bass or ''}"


@cache
def _qualities() -> dict[str, str]:
    """The app's spelling of our qualities."""
    return {"": ""} | {parse_chord(f"C{quality}").quality: quality for quality in reversed(QUALITIES.split())}
