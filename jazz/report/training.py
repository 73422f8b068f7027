"""What was read, and how training goes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from jazz.events import Adapting, EpochEnded, Event, Finished, Progress, Sampled, Started
from jazz.music import LeftOut, Song
from jazz.pages import chords_of, table
from jazz.theory import note_name

if TYPE_CHECKING:
    from jazz.pipeline import Parted

MOST_ROWS = 12
FEW = 5000  # notes; the shipped model learned from thirty times as many
BAR_WIDTH = 24


def corpus_page(songs: Sequence[Song], left_out: Sequence[LeftOut]) -> str:
    """Say what was read, by folder or database, where its chords come from, and what was left out, by reason."""
    parts = (_read_table(songs), _chords_table(songs), _left_out_table(left_out))
    return "\n\n".join(part for part in parts if part)


def _read_table(songs: Sequence[Song]) -> str:
    groups = _by_place(songs)
    rows = [
        (name, len(group), len({song.tune for song in group}), sum(len(song.solo) for song in group))
        for name, group in groups.items()
    ]
    more = f"\n... and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    return (table(("read from", "songs", "tunes", "notes"), rows[:MOST_ROWS]) + more) if rows else "read: nothing"


def _by_place(songs: Sequence[Song]) -> dict[str, list[Song]]:
    """The songs by the database or the folder that they lie in; where these are many, by the folders above."""
    places = [_above(PurePath(re.sub(r"#\d+$", "", song.source))) for song in songs]
    while len(set(places)) > MOST_ROWS and (above := [_above(place) for place in places]) != places:
        places = above
    groups: dict[str, list[Song]] = {}
    for place, song in zip(places, songs, strict=True):
        groups.setdefault(str(place), []).append(song)
    return groups


def _above(place: PurePath) -> PurePath:
    return place if place.suffix == ".db" else place.parent


def _chords_table(songs: Sequence[Song]) -> str:
    """Where chords come from, and how sure they are on average."""
    groups: dict[str, list[float]] = {}
    for song in songs:
        if song.reading.chords_from:
            groups.setdefault(song.reading.chords_from, []).append(song.reading.chords_sure)
    rows = [(name, len(sure), f"{100 * sum(sure) / len(sure):.0f} %") for name, sure in groups.items()]
    return table(("chords", "songs", "sure"), rows[:MOST_ROWS]) if rows else ""


def _left_out_table(left_out: Sequence[LeftOut]) -> str:
    counts = Counter(each.code for each in left_out)
    examples = {each.code: f"{PurePath(each.source).name}: {each.reason}" for each in reversed(left_out)}
    rows = [(code, count, examples[code]) for code, count in counts.most_common()]
    return table(("left out", "count", "for example"), rows) if rows else ""


def parted_line(parted: Parted, *, adapting: bool = False) -> str:
    """Say how many songs train and how many judge, and whether that is little."""
    note = f" ({parted.note})" if parted.note else ""
    notes = sum(len(song.solo) for song in parted.training)
    little = f"\nonly {notes:,} notes: enough to try, too few to learn from; add files, or adapt a model with --from"
    more = little if notes < FEW and not adapting else ""
    return f"{len(parted.training)} songs train, {len(parted.validation)} judge{note}{more}"


def words(event: Event) -> Iterator[str]:
    """Say a training event in lines."""
    if isinstance(event, Started):
        yield (
            f"X {(event.windows, event.steps, event.n_values)} = (m, Tx, n_values): "
            f"{event.notes:,} notes; {event.parameters:,} parameters"
        )
        if event.resumed_epoch:
            yield f"goes on from epoch {event.resumed_epoch:.2f}"
    elif isinstance(event, Adapting):
        yield f"{event.base} as it is: validation {event.validation_bits:.3f}; epochs that do not beat it are not kept"
    elif isinstance(event, Progress):
        yield progress_line(event)
    elif isinstance(event, EpochEnded):
        kept = ", the best so far: kept" if event.best else ""
        yield f"epoch {event.epoch}: {event.bits:.3f} bits a value, validation {event.validation_bits:.3f}{kept}"
    elif isinstance(event, Sampled):
        yield f"  at temperature {event.temperature:g}: {bars_line(event)}"
    elif isinstance(event, Finished):
        kept = f"the weights of epoch {event.epochs:g}" if event.epochs else "the weights that it began with"
        yield f"{event.reason}; kept {kept}: {event.validation_bits:.3f} bits a value"


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
