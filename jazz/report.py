"""Words and tables for people: each function turns a result into text, and prints nothing.

Plain ASCII apart from what charts and files bring along. This room knows the results of the pipeline and no terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from jazz import grammar
from jazz.events import EpochEnded, Event, Finished, Progress, Sampled, Started
from jazz.lengths import length_name
from jazz.music import TICKS_PER_QUARTER, Chart, Chord, Key, LeftOut, Metre, Song
from jazz.theory import guess_key, key_name, note_name, parse_chord, spelling

if TYPE_CHECKING:
    from jazz.evaluate import Row
    from jazz.pipeline import Take

ROLE_NAMES = {"C": "chord tone", "L": "colour tone", "A": "approach tone", "S": "scale tone", "X": "outside"}
MOST_ROWS = 12
BAR_WIDTH = 24

# ---- tables


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


# ---- a solo


def chart_line(chart: Chart) -> str:
    """Say what a chart is: "Blue Corner: 12 bars of 4/4 in F"."""
    key = f" in {key_name(chart.key)}" if chart.key else ""
    return f"{chart.title or 'chart'}: {chart.bars} bars of {chart.metre.beats}/{chart.metre.unit}{key}"


def take_line(take: Take, file: PurePath, key: Key | None) -> str:
    """Say what was written: file, notes, range, what polish changed."""
    names = [note_name(pitch, key=key) for pitch in _range(take)]
    changes = f"; polish {', '.join(take.changes)}" if take.changes else ""
    return f"{file}: {len(take.solo)} notes, {' to '.join(names) or 'silence'}{changes}"


def take_facts(take: Take, file: PurePath) -> dict[str, Any]:
    """Return the same facts for machines."""
    lowest, highest = _range(take) or (None, None)
    return {
        "file": str(file),
        "notes": len(take.solo),
        "lowest": lowest,
        "highest": highest,
        "range": list(take.bounds),
        "changes": list(take.changes),
    }


def _range(take: Take) -> tuple[int, ...]:
    pitches = [note.pitch for note in take.solo]
    return (min(pitches), max(pitches)) if pitches else ()


# ---- pages


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
    blocks = [f"bar {bar + 1}  {_chords_of(song.chart, bar)}\n{_bar_table(bars.get(bar))}" for bar in range(song.chart.bars)]
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


def _beat(onset: int, metre: Metre) -> str:
    """The beat of a bar, and how far after it: "2", "2+8/3"."""
    beat, ticks = divmod(onset % metre.bar, metre.beat)
    return f"{beat + 1}+{length_name(ticks)}" if ticks else f"{beat + 1}"


def _chords_of(chart: Chart, bar: int) -> str:
    """The chords of a bar, each with its beat where it is not the first."""
    start, end = bar * chart.metre.bar, (bar + 1) * chart.metre.bar
    inside = [change for change in chart.changes if start < change.onset < end]
    later = [f"{change.chord.symbol} ({_beat(change.onset, chart.metre)})" for change in inside]
    return "  ".join([chart.chord_at(start).symbol, *later])


def chart_page(chart: Chart) -> str:
    """Write a chart out: its bars, and each of its chords with tones, colours and scale."""
    names = spelling(chart.key or guess_key(chart))
    chords = dict.fromkeys(change.chord for change in chart.changes)
    rows = [(chord.symbol, *_tones(chord, names)) for chord in chords]
    bars = [f"{bar + 1:>4}  {_chords_of(chart, bar)}" for bar in range(chart.bars)]
    return "\n\n".join([chart_line(chart), "\n".join(bars), table(("chord", "tones", "colours", "scale"), rows)])


def _tones(chord: Chord, names: Sequence[str]) -> tuple[str, str, str]:
    """Chord tones, colours and scale as names, from the root upwards."""
    root = chord.root or 0

    def named(tones: Iterable[int]) -> str:
        return " ".join(names[tone] for tone in sorted(tones, key=lambda tone: (tone - root) % 12)) or "-"

    return named(chord.tones), named(chord.colours), named(chord.scale)


# ---- reading and training


def corpus_page(songs: Sequence[Song], left_out: Sequence[LeftOut]) -> str:
    """Say what was read, by folder or database, and what was left out, by reason."""
    return "\n\n".join(part for part in (_read_table(songs), _left_out_table(left_out)) if part)


def _read_table(songs: Sequence[Song]) -> str:
    groups: dict[str, list[Song]] = {}
    for song in songs:
        groups.setdefault(_place(song.source), []).append(song)
    rows = [
        (name, len(group), len({song.tune for song in group}), f"{sum(len(song.solo) for song in group):,}")
        for name, group in groups.items()
    ]
    more = f"\n... and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    return (table(("read from", "songs", "tunes", "notes"), rows[:MOST_ROWS]) + more) if rows else "read: nothing"


def _place(source: str) -> str:
    """The database, or the folder, that a source lies in."""
    database, mark, _ = source.rpartition("#")
    return database if mark else str(PurePath(source).parent)


def _left_out_table(left_out: Sequence[LeftOut]) -> str:
    counts = Counter(each.code for each in left_out)
    examples = {each.code: f"{PurePath(each.source).name}: {each.reason}" for each in reversed(left_out)}
    rows = [(code, count, examples[code]) for code, count in counts.most_common()]
    return table(("left out", "count", "for example"), rows) if rows else ""


def words(event: Event) -> Iterator[str]:
    """Say a training event in lines."""
    if isinstance(event, Started):
        yield (
            f"X {(event.windows, event.steps, event.n_values)} = (m, Tx, n_values): "
            f"{event.notes:,} notes; {event.parameters:,} parameters"
        )
        if event.resumed_epoch:
            yield f"goes on from epoch {event.resumed_epoch:.2f}"
    elif isinstance(event, Progress):
        yield progress_line(event)
    elif isinstance(event, EpochEnded):
        kept = ", the best so far: kept" if event.best else ""
        yield f"epoch {event.epoch}: {event.bits:.3f} bits a value, validation {event.validation_bits:.3f}{kept}"
    elif isinstance(event, Sampled):
        yield f"  at temperature {event.temperature:g}: {bars_line(event)}"
    elif isinstance(event, Finished):
        yield f"{event.reason}; kept the weights of epoch {event.epochs:g}: {event.validation_bits:.3f} bits a value"


def progress_line(event: Progress) -> str:
    """One line of a progress bar."""
    done = round(BAR_WIDTH * event.batch / max(1, event.batches))
    minutes, seconds = divmod(round(event.eta_seconds), 60)
    return (
        f"epoch {event.epoch}/{event.epochs} [{'#' * done}{'.' * (BAR_WIDTH - done)}] {event.bits:.3f} bits a value, "
        f"{event.values_per_second:,.0f} values/s, {minutes}:{seconds:02} to go"
    )


def bars_line(sample: Sampled) -> str:
    """A few bars as note names over chords, in one line."""
    chart, bars = sample.chart, []
    for bar in range(chart.bars):
        notes = (note for note in sample.solo if note.onset // chart.metre.bar == bar)
        line = " ".join(note_name(note.pitch, key=chart.key) for note in notes)
        bars.append(f"{_chords_of(chart, bar)}: {line or 'rest'}")
    return " | ".join(bars)


# ---- evaluation


def rows_table(rows: Sequence[Row]) -> str:
    """Bits a note with 95 % intervals, and accuracies, a line for each predictor."""

    def cell(interval: Any) -> str:
        return f"{interval.mean:.3f} [{interval.low:.3f}, {interval.high:.3f}]"

    head = ("bits a note", "onset", "pitch", "length", "total", "top-1 pitch", "top-1 onset")
    bits = (
        (row.name, cell(row.onset), cell(row.pitch), cell(row.length), cell(row.total), f"{row.top1_pitch:.3f}", f"{row.top1_onset:.3f}")
        for row in rows
    )
    return table(head, bits)


def seconds_of(chart: Chart, tempo: float) -> float:
    """How long a chart lasts."""
    return chart.length / TICKS_PER_QUARTER * 60 / tempo
