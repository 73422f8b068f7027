"""Words and tables for people: each function turns a result into text, and prints nothing.

Plain ASCII apart from what charts and files bring along. This room knows the results of the pipeline and no terminal.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from textwrap import fill
from typing import TYPE_CHECKING, Any

from jazz import leadsheet
from jazz.card import headline
from jazz.events import Adapting, EpochEnded, Event, Finished, Progress, Sampled, Started
from jazz.fingerprint import LENGTHS
from jazz.music import Key, LeftOut, Song
from jazz.pages import chart_line, chords_of, table
from jazz.theory import key_name, note_name

if TYPE_CHECKING:
    from jazz.copying import Copying
    from jazz.evaluate import Interval, Row
    from jazz.judge import Verdict
    from jazz.model import Config, Model
    from jazz.pipeline import Parted, Request, Take
    from jazz.style import Found, Style

MOST_ROWS = 12
FEW = 5000  # notes; the shipped model learned from thirty times as many
BAR_WIDTH = 24
PAGE_WIDTH = 100

# ---- a solo


def solo_page(request: Request, player: Model, takes: Sequence[tuple[Path, Take]]) -> str:
    """Say what was made, into which files, what `polish` changed, and how to make it again."""
    head = f"{chart_line(request.chart)}, at {request.pace:g}, {request.instrument}"
    chart = request.chart
    lines = [_take_line(file, take, chart.key, chart.metre.bar, request.takes) for file, take in takes]
    return "\n".join([head, f"model {player.config.name}, seed {request.seed}", *lines, f"again: {request.command}"])


def _take_line(file: Path, take: Take, key: Key | None, bar: int, takes: int) -> str:
    names = [note_name(pitch, key=key) for pitch in _range(take)]
    changes = f"; polish {'; '.join(take.changes)}" if take.changes else ""
    said = f"{file}: {len(take.solo)} notes, {' to '.join(names) or 'silence'}{changes}; {_match_words(take, bar)}"
    return said if takes == 1 else f"{said}; {_choice_words(take, takes)}"


def _choice_words(take: Take, takes: int) -> str:
    """Say how the take was found among several."""
    return (
        f"the best of {takes} takes" if take.chosen else f"the first of {takes} takes: the critic hears no difference"
    )


def _match_words(take: Take, bar: int) -> str:
    """Say how far the line follows a solo that the model was taught on."""
    notes, first = take.match
    if notes < LENGTHS.start:
        return f"fewer than {LENGTHS.start} notes in a row as in a training solo"
    return f"at most {notes} notes in a row as in a training solo (bar {take.solo.notes[first].onset // bar + 1})"


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
        "style": request.style,
        "player": request.player,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "motifs": request.motifs,
        "takes": request.takes,
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
        "longest_match": take.match.notes,
        "chosen": take.chosen,
    }


def _range(take: Take) -> tuple[int, ...]:
    pitches = [note.pitch for note in take.solo]
    return (min(pitches), max(pitches)) if pitches else ()


def model_page(config: Config) -> str:
    """Say what a model is, and in which styles and like which players it can be asked to play."""
    rows = [("model", headline(config)), ("styles", ", ".join(config.styles)), ("players", ", ".join(config.players))]
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(
        fill(said or "not told apart", PAGE_WIDTH, initial_indent=f"{name:{width}}", subsequent_indent=" " * width)
        for name, said in rows
    )


# ---- reading and training


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


# ---- evaluation


def rows_table(rows: Sequence[Row]) -> str:
    """Bits a note with 95 % intervals, and accuracies, a line for each predictor."""
    head = ("bits a note", "onset", "pitch", "length", "total", "top-1 pitch", "top-1 onset")
    bits = (
        (
            row.name,
            _interval_cell(row.onset),
            _interval_cell(row.pitch),
            _interval_cell(row.length),
            _interval_cell(row.total),
            f"{row.top1_pitch:.3f}",
            f"{row.top1_onset:.3f}",
        )
        for row in rows
    )
    return table(head, bits)


def style_table(style: Style) -> str:
    """A line for each trait: the human mean and band, how far apart halves of the humans are, and each material."""
    humans, *others = (found.material for found in style.rows[0].found)
    head = ("trait", humans, "95 % band", "apart", *others)
    lines = []
    for row in style.rows:
        human, *found = row.found
        band = " to ".join(_figure(edge) for edge in row.band) if row.band else ""
        name = f"{row.trait}, {row.label}" if row.label else row.trait
        lines.append((name, _figure(human.mean), band, _figure(row.apart), *map(_found_cell, found)))
    counts = "; ".join(f"{name} {style.inside(name)}" for name in others)
    return "\n".join(
        [
            table(head, lines),
            "",
            f"{style.songs} human solos over {style.tunes} tunes; means of solos, and (distance from the humans).",
            '"apart" is the distance that 95 % of halves of the human tunes keep from the other half; * marks what is',
            "outside: a mean outside the band, or a distance over it.",
            f"Inside, of {len(style.rows)}: {counts}; a half of the humans, against the other: "
            f"{style.halves_inside * len(style.rows):.0f}.",
        ]
    )


def verdicts_page(verdicts: Sequence[Verdict]) -> str:
    """A line for each material: how well it is told from humans; then by what the model is."""
    rows = [
        (each.name, *map(_interval_cell, (each.together, each.by_hallmarks, each.by_sequence)), each.phrases)
        for each in verdicts
    ]
    head = ("told from humans, AUC", "together", "by hallmarks", "by the raw sequence", "phrases")
    model = verdicts[1]
    tells = [
        (f"{tell.family}: {tell.name}", _figure(tell.human), _figure(tell.other), f"{tell.alone:.3f}")
        for tell in model.tells[:MOST_ROWS]
    ]
    return "\n".join(
        [
            table(head, rows),
            "",
            "0.5 is guessing, 1 is always told; phrases of four bars, of tunes that the judge did not learn on.",
            "",
            table((f"what gives {model.name} away", "human", model.name, "AUC alone"), tells),
        ]
    )


def copying_table(copies: Sequence[tuple[str, Copying]]) -> str:
    """A line for each material: its longest passages in common with training songs, in notes."""
    rows = [
        (name, f"{each.median:g}", f"{each.percentile_95:g}", each.longest.notes, f"{each.share:.4f}")
        for name, each in copies
    ]
    head = ("as in a training song", "median", "95 %", "longest, notes", "8-note patterns")
    return "\n".join([table(head, rows), "", "Intervals and onsets, in any key; of each solo the longest passage."])


def copying_facts(copies: Sequence[tuple[str, Copying]]) -> list[dict[str, Any]]:
    """Return the same for machines."""
    return [
        {
            "name": name,
            "solos": each.solos,
            "median": each.median,
            "percentile_95": each.percentile_95,
            "longest": each.longest.notes,
            "share": each.share,
        }
        for name, each in copies
    ]


def _interval_cell(interval: Interval) -> str:
    return f"{interval.mean:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _found_cell(found: Found) -> str:
    if found.distance is None:
        return "none *"
    return f"{_figure(found.mean)} ({_figure(found.distance)}){' ' if found.inside else '*'}".lstrip()


def _figure(number: float | None) -> str:
    """Three significant figures, four decimals at most."""
    if number is None:
        return ""
    return f"{number:.{max(0, min(4, 2 - math.floor(math.log10(abs(number))))) if number else 0}f}"
