"""Lead sheets: a score of music21 with chord symbols to a chart, whatever notes, slashes or rests stand under them.

Repeats, endings and jumps are played out, and a coda that no D.C. or D.S. leads to is left out, as everywhere
(`repeats`). A chart has one metre and whole bars: an upbeat is no bar of it, two parts of a bar that follow each other
are one, and a bar that is short otherwise counts as whole. What cannot be read is a ChartError, which names the bar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any

from jazz.errors import ChartError, SourceError
from jazz.leadsheet import TEMPOS, changes_of
from jazz.music import NO_CHORD, TICKS_PER_QUARTER, Change, Chart, LeftOut, Metre, Section
from jazz.notation import tunes
from jazz.notation.bars import (
    bars_of,
    key_of,
    lengths_of,
    metre_of,
    order_of,
    signature_of,
    tempos,
    tick_of,
    title_of,
    words,
)
from jazz.notation.files import abc_score, musicxml_score, named, tunes_in
from jazz.notation.symbols import chord_of

STYLES = ("swing", "bossa", "ballad", "waltz", "samba", "latin", "afro", "shuffle", "straight", "even", "funk", "rock")
"""Words over a score that say how it is played."""
LONGEST_NAME = 40
FEW = 12
LIKE_A_CHORD = re.compile(r"[A-G][#b♯♭]?\S*\d\S*")
"""Words over a tune that are a chord symbol which cannot be read; others are words."""


def chart_from_musicxml(path: Path) -> Chart:
    """The chart of a MusicXML file (.musicxml, .xml, .mxl), at sounding pitch.

    Raises SourceError: "unreadable", "too-large", "damaged", "no-chords" (its song may have chords that are
    heard); and ChartError for a page that is no chart: a symbol or repeats that cannot be read, more than one metre.
    """
    read, _ = musicxml_score(path)
    with named(path.name):
        return chart_of(read, title=path.stem)


def charts_from_abc(path: Path, number: str | None = None) -> dict[str, Chart | LeftOut]:
    """The charts of the tunes in an ABC file by their numbers, or why there is none; or of the tune of one number.

    Raises SourceError: "unreadable", "too-large", "empty"; and ChartError where no tune has that number.
    """
    found = tunes_in(path)
    if number is not None and number not in found:
        raise ChartError(f"{path.name}: it has no tune {number}; its tunes are {_list(list(found))}")
    return {name: _tune(text, f"{path.as_posix()}#{name}") for name, text in found.items() if number in {None, name}}


def _tune(text: str, source: str) -> Chart | LeftOut:
    name = PurePath(source).name
    try:
        with named(name):
            tune = tunes.prepared(text)
            read, _ = abc_score(tune)
            return chart_of(read, tune.metre, tune.symbols, title=name)
    except (SourceError, ChartError) as error:
        code = error.code if isinstance(error, SourceError) else "chart"
        return LeftOut(source, code, str(error).removeprefix(f"{name}: "))


def _list(names: list[str]) -> str:
    """Some names, and how many they are where they are many."""
    return ", ".join(names) if len(names) <= FEW else f"{names[0]} to {names[-1]}, {len(names):,} in all"


def chart_of(
    read: Any,
    metre: Metre | None = None,
    symbols: Mapping[str, str] = MappingProxyType({}),
    *,
    title: str,
) -> Chart:
    """The chart of a score at sounding pitch.

    `metre`, and `symbols`, whose other words are not taken for chords, are as in `page.page_of`; `title` is what the
    chart is called where the score has no title. Raises ChartError, and SourceError "no-chords".
    """
    lead = next((part for part in read.parts if part["ChordSymbol"]), None)
    if lead is None:
        raise SourceError("no-chords", "it has no chord symbols")
    bars = bars_of(lead)
    metre = _metre(bars, metre)
    contents = [_content(number, bar, metre, symbols) for number, bar in enumerate(bars, 1)]
    played = list(_whole_bars(order_of(lead, bars, whole=False), lengths_of(bars), metre))
    changes = [
        (place * metre.bar + start, contents[index]) for place, parts in enumerate(played) for start, index in parts
    ]
    if not any(content for _, content in changes):
        raise SourceError("no-chords", "it has no chord symbols but in its upbeat")
    marks = [(place * metre.bar, bars[index]) for place, parts in enumerate(played) for _, index in parts]
    tempo = next((bpm for _, bpm in tempos([(Fraction(0), bar) for bar in bars_of(read.parts[0])])), None)
    chart = Chart(
        metre=metre,
        bars=len(played),
        changes=changes_of([(0, [Change(0, NO_CHORD)] if not _begins(changes) else []), *changes]),
        sections=tuple(_sections(marks)),
        title=title_of(read) or title,
        tempo=tempo if tempo and TEMPOS[0] <= tempo <= TEMPOS[1] else None,
        style=_style(words(read)),
    )
    key, sharps = signature_of(lead)
    return replace(chart, key=key_of(chart, key, sharps) if key or sharps is not None else None)


def _metre(bars: Sequence[Any], metre: Metre | None) -> Metre:
    """The only metre of the bars."""
    for number, bar in enumerate(bars, 1):
        for sign in bar["TimeSignature"]:
            said = metre_of(sign)
            if metre is not None and said != metre:
                change = f"the metre changes to {said.beats}/{said.unit}"
                raise ChartError(f"bar {number}: {change}; a chart has one metre from beginning to end")
            metre = said
    return metre or Metre()


def _content(number: int, bar: Any, metre: Metre, symbols: Mapping[str, str]) -> list[Change]:
    """The changes of a written bar, from its beginning."""
    changes: dict[int, Change] = {}
    for symbol in bar["ChordSymbol"]:
        onset = tick_of(Fraction(symbol.getOffsetInHierarchy(bar)))
        chord = chord_of(symbol, symbols)
        said = symbols.get(symbol.figure, symbol.chordKindStr or symbol.figure)
        if chord is None and symbols and not LIKE_A_CHORD.fullmatch(said):
            continue
        if chord is None or not 0 <= onset < metre.bar:
            reason = "cannot be read" if chord is None else f"stands behind the {metre.beats} beats of its bar"
            raise ChartError(f'bar {number}: the chord symbol "{said[:LONGEST_NAME]}" {reason}')
        changes[onset] = Change(onset, chord)
    return [changes[onset] for onset in sorted(changes)]


def _whole_bars(order: Sequence[int], lengths: Sequence[Fraction], metre: Metre) -> Iterator[list[tuple[int, int]]]:
    """The bars of a chart in playing order: where the written bars in each begin, in ticks, and their indices."""
    whole = Fraction(metre.bar, TICKS_PER_QUARTER)
    place = 0
    while place < len(order):
        here, after = order[place], order[place + 1] if place + 1 < len(order) else None
        short = 0 < lengths[here] < whole
        if short and after is not None and lengths[here] + lengths[after] == whole and lengths[after]:
            yield [(0, here), (tick_of(lengths[here]), after)]
            place += 1
        elif not (short and place == 0 and after is not None):
            yield [(0, here)]
        place += 1


def _begins(changes: Sequence[tuple[int, list[Change]]]) -> bool:
    """Whether a chord stands at the very beginning."""
    start, content = changes[0]
    return bool(content) and start + content[0].onset == 0


def _sections(marks: Sequence[tuple[int, Any]]) -> Iterator[Section]:
    """The rehearsal marks of played bars, one at a tick."""
    before = -1
    for tick, bar in marks:
        for mark in bar["RehearsalMark"]:
            name = " ".join(re.sub(r"[\[\]|]", " ", str(mark.content)).split())[:LONGEST_NAME].strip()
            if name and tick > before:
                yield Section(tick, name)
                before = tick


def _style(said: Sequence[str]) -> str | None:
    """The first words that say how it is played, without a tempo behind them."""
    for text in said:
        if any(re.search(rf"\b{style}", text, re.IGNORECASE) for style in STYLES):
            return " ".join(re.sub(r"[^\w\s/-].*", "", text.strip(" ([\"'")).lower().split())[:LONGEST_NAME] or None
    return None
