"""Words and tables for people: each function turns a result into text, and prints nothing.

Plain ASCII apart from what charts and files bring along. This room knows the results of the pipeline and no terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from jazz import leadsheet
from jazz.events import EpochEnded, Event, Finished, Progress, Sampled, Started
from jazz.music import Key, LeftOut, Song
from jazz.pages import chart_line, chords_of, table
from jazz.theory import key_name, note_name

if TYPE_CHECKING:
    from jazz.evaluate import Row
    from jazz.model import Model
    from jazz.pipeline import Parted, Request, Take

MOST_ROWS = 12
BAR_WIDTH = 24

# ---- a solo


def solo_page(request: Request, player: Model, takes: Sequence[tuple[Path, Take]]) -> str:
    """Say what was made, into which files, what `polish` changed, and how to make it again."""
    head = f"{chart_line(request.chart)}, at {request.pace:g}, {request.instrument}"
    lines = [_take_line(file, take, request.chart.key) for file, take in takes]
    return "\n".join([head, f"model {player.config.name}, seed {request.seed}", *lines, f"again: {request.command}"])


def _take_line(file: Path, take: Take, key: Key | None) -> str:
    names = [note_name(pitch, key=key) for pitch in _range(take)]
    changes = f"; polish {'; '.join(take.changes)}" if take.changes else ""
    return f"{file}: {len(take.solo)} notes, {' to '.join(names) or 'silence'}{changes}"


def solo_facts(request: Request, player: Model, takes: Sequence[tuple[Path, Take]]) -> dict[str, Any]:
    """Return the same for machines: pitches as MIDI numbers, tempo in quarters a minute."""
    chart = request.chart
    return {
        "title": chart.title,
        "key": key_name(chart.key) if chart.key else None,
        "metre": f"{chart.metre.beats}/{chart.metre.unit}",
        "bars": chart.bars,
        "chart": leadsheet.format_chart(chart),
        "model": player.config.name,
        "seed": request.seed,
        "tempo": request.pace,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "max_leap": request.max_leap,
        "instrument": request.instrument,
        "backing": request.backing,
        "command": request.command,
        "solos": [_take_facts(file, take) for file, take in takes],
    }


def _take_facts(file: Path, take: Take) -> dict[str, Any]:
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


# ---- reading and training


def corpus_page(songs: Sequence[Song], left_out: Sequence[LeftOut]) -> str:
    """Say what was read, by folder or database, and what was left out, by reason."""
    return "\n\n".join(part for part in (_read_table(songs), _left_out_table(left_out)) if part)


def _read_table(songs: Sequence[Song]) -> str:
    groups: dict[str, list[Song]] = {}
    for song in songs:
        groups.setdefault(_place(song.source), []).append(song)
    rows = [
        (name, len(group), len({song.tune for song in group}), sum(len(song.solo) for song in group))
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


def parted_line(parted: Parted) -> str:
    """Say how many songs train and how many judge."""
    note = f" ({parted.note})" if parted.note else ""
    return f"{len(parted.training)} songs train, {len(parted.validation)} judge{note}"


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
        bars.append(f"{chords_of(chart, bar)}: {line or 'rest'}")
    return " | ".join(bars)


# ---- evaluation


def rows_table(rows: Sequence[Row]) -> str:
    """Bits a note with 95 % intervals, and accuracies, a line for each predictor."""

    def cell(interval: Any) -> str:
        return f"{interval.mean:.3f} [{interval.low:.3f}, {interval.high:.3f}]"

    head = ("bits a note", "onset", "pitch", "length", "total", "top-1 pitch", "top-1 onset")
    bits = (
        (
            row.name,
            cell(row.onset),
            cell(row.pitch),
            cell(row.length),
            cell(row.total),
            f"{row.top1_pitch:.3f}",
            f"{row.top1_onset:.3f}",
        )
        for row in rows
    )
    return table(head, bits)
