"""The songs of iReal Pro to charts: chords on their beats, bars in the order in which they are played.

Tempo is in the beats of the metre, three eighths in 6/8, 9/8 and 12/8. The key is the one that the chart is written
in, not the one that a player has chosen for playing.
"""

from __future__ import annotations

import re

from jazz.errors import ChartError
from jazz.ireal.grammar import EMPTY, HOLD, NO_CHORD, REPEAT_ONE, REPEAT_TWO, Item, Page, Reader
from jazz.ireal.links import Entry, entries
from jazz.leadsheet import TEMPOS, changes_of
from jazz.music import NO_CHORD as SILENCE
from jazz.music import WHOLE, Change, Chart, Chord, LeftOut, Metre, Section
from jazz.repeats import playing_order
from jazz.theory import parse_chord, parse_key

SAME_ROOT = "W"
REPEATS = {REPEAT_ONE: 1, REPEAT_TWO: 2}
"""How many bars back a bar is that a sign repeats."""
COMPOUND = {6, 9, 12}
"""Eighths in a bar whose beats are three eighths."""
REORDERED = {"add3sus": "susadd3"}


def charts(text: str) -> list[Chart | LeftOut]:
    """The charts of all links of iReal Pro in a text or an HTML page, repeats played out, or why a song gave none.

    Raises ChartError where there is no link, and where no song can be read: for the reason of the first.

    >>> [chart] = charts("irealbook://Two Five=Nobody==C=n=T44{D-7 |G7 |C^7 |x }")
    >>> chart.bars, [change.chord.symbol for change in chart.changes[:3]]
    (8, ['Dm7', 'G7', 'Cmaj7'])
    """
    found = [_chart_or_reason(entry) for entry in entries(text)]
    if all(isinstance(one, LeftOut) for one in found):
        (first, *_) = [one for one in found if isinstance(one, LeftOut)]
        raise ChartError(f"{first.source}: {first.reason}" if first.source else first.reason)
    return found


def _chart_or_reason(entry: Entry) -> Chart | LeftOut:
    try:
        return _chart(entry)
    except ChartError as error:
        return LeftOut(entry.title, "chart", str(error))


def _chart(entry: Entry) -> Chart:
    page = Reader().read(entry.music)
    bar = page.metre.bar
    contents = _contents(page)
    played = playing_order(page.bars)
    sections = (Section(place * bar, page.bars[index].section or "") for place, index in enumerate(played))
    return Chart(
        metre=page.metre,
        bars=len(played),
        changes=changes_of((place * bar, contents[index]) for place, index in enumerate(played)),
        sections=tuple(section for section in sections if section.name),
        key=parse_key(entry.key) if entry.key else None,
        title=entry.title,
        tempo=_tempo(entry.tempo, page.metre),
        style=entry.style.lower() or None,
    )


def _tempo(text: str, metre: Metre) -> float | None:
    """Quarter notes a minute; None where the app is to choose."""
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text, re.ASCII):
        raise ChartError(f'"{text[:20]}" is no tempo')
    tempo = float(text) * beat_of(metre) * 4 / WHOLE
    if tempo and not TEMPOS[0] <= tempo <= TEMPOS[1]:
        raise ChartError(f"{tempo:g} quarter notes a minute are no tempo; it goes from {TEMPOS[0]} to {TEMPOS[1]}")
    return tempo or None


def beat_of(metre: Metre) -> int:
    """Ticks in a beat as the app counts it."""
    return metre.beat * (3 if metre.unit == 8 and metre.beats in COMPOUND else 1)


def cell_of(metre: Metre) -> int:
    """Ticks that a cell takes: a note of the metre's unit, but three eighths in 12/8."""
    return metre.beat * (3 if metre == Metre(12, 8) else 1)


def _contents(page: Page) -> list[list[Change]]:
    """The changes of each written bar, from its beginning."""
    contents: list[list[Change]] = []
    for bar, items in zip(page.bars, page.items, strict=True):
        back = REPEATS.get(items[0].text, 0)
        if back > len(contents):
            raise ChartError(f"bar {bar.number}: there is nothing before it that it can repeat")
        try:
            contents.append(contents[-back] if back else _changes(items, page.metre, contents))
        except ChartError as error:
            raise ChartError(f"bar {bar.number}: {error}") from None
    return contents


def _changes(items: list[Item], metre: Metre, before: list[list[Change]]) -> list[Change]:
    """The changes of a bar, after other bars."""
    changes: list[Change] = []
    held = before[-1][-1].chord if before else SILENCE
    onset = 0
    for item, cells in zip(items, _cells(items, metre.bar // cell_of(metre)), strict=True):
        held = _chord(item.text, held)
        changes.append(Change(onset, held))
        onset += cells * cell_of(metre)
    return changes


def _cells(items: list[Item], whole: int) -> list[int]:
    """How many cells of a bar each of its chords gets, as the app's player shares them out."""
    if len(items) > whole:
        raise ChartError(f"{len(items)} chords for {whole} beats")
    cells = [item.beats for item in items]
    grows = [place for place, item in enumerate(items) if not item.small] or list(range(len(items)))
    spare = max(0, whole - sum(cells))
    for turn in range(spare):
        cells[grows[turn % len(grows)]] += 1
    while (excess := sum(cells) - whole) > 0:
        long = [place for place in range(len(items) - 1, -1, -1) if cells[place] > 1]
        for place in long[:excess]:
            cells[place] -= 1
    return cells


def _chord(text: str, held: Chord) -> Chord:
    """The chord of a cell, after another."""
    if text in {EMPTY, HOLD, SAME_ROOT}:
        return held
    if text == NO_CHORD:
        return SILENCE
    root, slash, bass = text.partition("/") if text.startswith(SAME_ROOT) else (text, "", "")
    if slash:
        return parse_chord(f"{held.symbol.partition('/')[0]}/{bass}") if held.root is not None else parse_chord(bass)
    for theirs, ours in REORDERED.items():
        root = root.replace(theirs, ours)
    return parse_chord(root.replace("*", ""))
