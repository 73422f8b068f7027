"""Pages: text laid out to be read. Tables, a chart with what its chords mean, a solo bar by bar with values and roles.

Each function returns text and prints nothing. This room knows the grammar's words, and no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jazz import grammar
from jazz.lengths import length_name
from jazz.music import Chart, Chord, Metre, Song
from jazz.theory import guess_key, key_name, note_name, spelling

ROLE_NAMES = {"C": "chord tone", "L": "colour tone", "A": "approach tone", "S": "scale tone", "X": "outside"}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Set rows under their heads, in columns wide enough; columns of numbers stand right."""
    texts = [list(map(str, row)) for row in rows]
    columns = list(zip(head, *texts, strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [all(cell[:1].isdigit() for cell in column[1:]) for column in columns]
    lines = (
        "  ".join(
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in [list(head), *texts]
    )
    return "\n".join(lines)


def chart_line(chart: Chart) -> str:
    """Say what a chart is: "Blue Corner, 12 bars of 4/4 in F"."""
    key = f" in {key_name(chart.key)}" if chart.key else ""
    title = f"{chart.title}, " if chart.title else ""
    return f"{title}{chart.bars} bars of {chart.metre.beats}/{chart.metre.unit}{key}"


def chords_of(chart: Chart, bar: int) -> str:
    """Return the chords of a bar, each with its beat where it is not the first."""
    start, end = bar * chart.metre.bar, (bar + 1) * chart.metre.bar
    inside = [change for change in chart.changes if start < change.onset < end]
    later = [f"{change.chord.symbol} ({_beat(change.onset, chart.metre)})" for change in inside]
    return "  ".join([chart.chord_at(start).symbol, *later])


def _beat(onset: int, metre: Metre) -> str:
    """The beat of a bar, and how far after it: "2", "2+8/3"."""
    beat, ticks = divmod(onset % metre.bar, metre.beat)
    return f"{beat + 1}+{length_name(ticks)}" if ticks else f"{beat + 1}"


def song_page(song: Song) -> str:
    """Write a song out bar by bar: its chords, then each note with beat, name, length, values and role."""
    sentences = _by_note(grammar.parse(song))
    letters = grammar.roles(song.solo, song.chart)
    key = song.chart.key or guess_key(song.chart)
    bars: dict[int, list[tuple[str, ...]]] = {}
    for note, values, letter in zip(song.solo, sentences, letters, strict=True):
        beat = _beat(note.onset, song.chart.metre)
        row = (beat, note_name(note.pitch, key=key), length_name(note.duration), " ".join(map(str, values)))
        bars.setdefault(note.onset // song.chart.metre.bar, []).append((*row, ROLE_NAMES[letter]))
    head = f"{chart_line(song.chart)}, {len(song.solo)} notes at {song.tempo:.0f}, swing {song.swing:.2f}"
    blocks = [
        f"bar {bar + 1}  {chords_of(song.chart, bar)}\n{_bar_table(bars.get(bar))}" for bar in range(song.chart.bars)
    ]
    return "\n\n".join([head, *blocks])


def _bar_table(rows: Sequence[Sequence[str]] | None) -> str:
    if not rows:
        return "  (rest)"
    return "\n".join(f"  {line}" for line in table(("beat", "note", "length", "values", "role"), rows).splitlines())


def _by_note(sentence: Sequence[grammar.Value]) -> list[list[grammar.Value]]:
    """Divide a sentence into the values of each note; an opening rest belongs to none."""
    groups: list[list[grammar.Value]] = []
    before = None
    for value in sentence:
        begins = value.kind in (grammar.Kind.SHIFT, grammar.Kind.TONE) and before is not grammar.Kind.SHIFT
        if begins:
            groups.append([])
        if groups:
            groups[-1].append(value)
        before = value.kind
    return groups


def chart_page(chart: Chart) -> str:
    """Write a chart out: its bars, and each of its chords with tones, colours and scale."""
    names = spelling(chart.key or guess_key(chart))
    chords = dict.fromkeys(change.chord for change in chart.changes)
    rows = [(chord.symbol, *_tones(chord, names)) for chord in chords]
    bars = [f"{bar + 1:>4}  {chords_of(chart, bar)}" for bar in range(chart.bars)]
    return "\n\n".join([chart_line(chart), "\n".join(bars), table(("chord", "tones", "colours", "scale"), rows)])


def _tones(chord: Chord, names: Sequence[str]) -> tuple[str, str, str]:
    """Chord tones, colours and scale as names, from the root upwards."""
    root = chord.root or 0

    def named(tones: Iterable[int]) -> str:
        return " ".join(names[tone] for tone in sorted(tones, key=lambda tone: (tone - root) % 12)) or "-"

    return named(chord.tones), named(chord.colours), named(chord.scale)
