"""Pages: text laid out to be read. Tables, a chart with what its chords mean, a solo bar by bar with values and roles.

Each function returns text, or the same as facts for machines, and prints nothing. This room knows the grammar's words,
and no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jazz import grammar
from jazz.lengths import length_name
from jazz.music import TICKS_PER_QUARTER, Chart, Chord, Key, Metre, Reading, Song
from jazz.theory import SHARP_NAMES, guess_key, key_name, note_name, spelling

ROLE_NAMES = {"C": "chord tone", "L": "colour tone", "A": "approach tone", "S": "scale tone", "X": "outside"}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Set rows under their heads, in columns wide enough: words stand left, whole numbers right.

    >>> print(table(("tune", "notes"), [("blues", 1200), ("waltz", 7)]))
    tune   notes
    blues  1,200
    waltz      7
    """
    columns = list(zip(head, *rows, strict=True))
    return "\n".join("  ".join(line).rstrip() for line in zip(*map(_column, columns), strict=True))


def _column(cells: Sequence[object]) -> list[str]:
    """Return the cells of a column at the width of the widest."""
    numbers = all(isinstance(cell, int) for cell in cells[1:])
    texts = [f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells]
    width = max(map(len, texts))
    return [text.rjust(width) if numbers else text.ljust(width) for text in texts]


def chart_line(chart: Chart) -> str:
    """Say what a chart is: "Blue Corner, 12 bars of 4/4 in F"."""
    key = f" in {key_name(chart.key)}" if chart.key else ""
    title = f"{chart.title}, " if chart.title else ""
    bars = "1 bar" if chart.bars == 1 else f"{chart.bars} bars"
    return f"{title}{bars} of {chart.metre.beats}/{chart.metre.unit}{key}"


def chords_of(chart: Chart, bar: int) -> str:
    """Return the chords of a bar, each with its beat where it is not the first."""
    start, end = bar * chart.metre.bar, (bar + 1) * chart.metre.bar
    inside = [change for change in chart.changes if start < change.onset < end]
    later = [f"{change.chord.symbol} ({beat_name(change.onset, chart.metre)})" for change in inside]
    return "  ".join([chart.chord_at(start).symbol, *later])


def beat_name(onset: int, metre: Metre) -> str:
    """Return the beat of a bar, and how far after it: "2", "2+8/3"."""
    beat, ticks = divmod(onset % metre.bar, metre.beat)
    return f"{beat + 1}+{length_name(ticks)}" if ticks else f"{beat + 1}"


def song_page(song: Song) -> str:
    """Write a song out bar by bar: its chords, then each note with beat, name, length, values and role."""
    chart, key = song.chart, song.chart.key or guess_key(song.chart)
    sentences = _by_note(grammar.parse(song))
    roles = [ROLE_NAMES[letter] for letter in grammar.roles(song.solo, chart)]
    rows = [
        (beat_name(note.onset, chart.metre), note_name(note.pitch, key=key), length_name(note.duration), values, role)
        for note, values, role in zip(song.solo, sentences, roles, strict=True)
    ]
    head, *lines = table(("beat", "note", "length", "values", "role"), rows).splitlines()
    bars: dict[int, list[str]] = {bar: [f"{bar + 1}: {chords_of(chart, bar)}"] for bar in range(chart.bars)}
    for note, line in zip(song.solo, lines, strict=True):
        bars[note.onset // chart.metre.bar].append(f"    {line}")
    title = f"{chart_line(chart)}, {len(song.solo)} notes at {song.tempo:.0f}, swing {song.swing:.2f}"
    written = (line for bar in bars.values() for line in bar)
    return "\n".join([title, *_reading_lines(song.reading), f"\n    {head}", *written])


def _reading_lines(reading: Reading) -> Iterator[str]:
    """Say what was decided when the song was read, why, and what else it could have been."""
    if reading.melody:
        why = f": {', '.join(reading.why)}" if reading.why else ""
        other = f"; else {reading.runner_up}" if reading.runner_up else ""
        yield f"melody: track {reading.melody}{_sure(reading.melody_sure)}{why}{other}"
    if reading.chords_from:
        yield f"chords: {reading.chords_from}{_sure(reading.chords_sure)}"
    yield from reading.said


def _sure(probability: float) -> str:
    return f", {100 * probability:.0f} % sure" if probability < 1 else ""


def song_facts(song: Song) -> dict[str, Any]:
    """Return a song for machines: onsets and durations in quarter notes from the first bar line, MIDI pitches."""
    roles = grammar.roles(song.solo, song.chart)
    timing = song.timing or (0.0,) * len(song.solo)
    notes = [
        {
            "onset": note.onset / TICKS_PER_QUARTER,
            "duration": note.duration / TICKS_PER_QUARTER,
            "pitch": note.pitch,
            "velocity": note.velocity,
            "late": round(late, 4),
            "values": values,
            "role": role,
        }
        for note, late, values, role in zip(song.solo, timing, _by_note(grammar.parse(song)), roles, strict=True)
    ]
    reading = {field: getattr(song.reading, field) for field in song.reading.__slots__}
    words = {"source": song.source, "tune": song.tune, "performer": song.performer, "style": song.style}
    feel = {"tempo": song.tempo, "swing": song.swing, "instrument": song.instrument}
    return {**chart_facts(song.chart), **words, **feel, "reading": reading, "notes": notes}


def chart_facts(chart: Chart) -> dict[str, Any]:
    """Return a chart for machines: where chords begin in quarter notes from the first bar line."""
    return {
        "title": chart.title,
        "key": key_name(chart.key) if chart.key else None,
        "metre": f"{chart.metre.beats}/{chart.metre.unit}",
        "bars": chart.bars,
        "tempo": chart.tempo,
        "chords": [
            {"onset": change.onset / TICKS_PER_QUARTER, "symbol": change.chord.symbol} for change in chart.changes
        ],
        "sections": [{"onset": part.onset / TICKS_PER_QUARTER, "name": part.name} for part in chart.sections],
    }


def _by_note(sentence: Sequence[grammar.Value]) -> list[str]:
    """Return the values of each note as text; an opening rest belongs to none."""
    groups: list[str] = []
    before = grammar.Kind.REST
    for value in sentence:
        if value.kind in {grammar.Kind.SHIFT, grammar.Kind.TONE} and before is not grammar.Kind.SHIFT:
            groups.append(str(value))
        elif groups:
            groups[-1] += f" {value}"
        before = value.kind
    return groups


def chart_page(chart: Chart) -> str:
    """Write a chart out: its bars, and each of its chords with tones, colours and scale."""
    chords = dict.fromkeys(change.chord for change in chart.changes)
    bars = [f"{bar + 1:>4}: {chords_of(chart, bar)}" for bar in range(chart.bars)]
    rows = [(chord.symbol, *_tones(chord)) for chord in chords]
    return "\n\n".join([chart_line(chart), "\n".join(bars), table(("chord", "tones", "colours", "scale"), rows)])


def _tones(chord: Chord) -> tuple[str, ...]:
    """Return chord tones, colours and scale as names, from the root upwards."""
    root, names = chord.root or 0, _names(chord)
    return tuple(
        " ".join(names[tone] for tone in sorted(tones, key=lambda tone: (tone - root) % 12)) or "-"
        for tones in (chord.tones, chord.colours, chord.scale)
    )


def _names(chord: Chord) -> Sequence[str]:
    """Return the names of the pitch classes as in the key of the chord's own root."""
    if chord.symbol[1:2] == "#" or chord.root is None:
        return SHARP_NAMES
    return spelling(Key(chord.root, "minor" if 3 in chord.intervals else "major"))
