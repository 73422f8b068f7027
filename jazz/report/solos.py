"""What was played, and by which model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from jazz import leadsheet
from jazz.card import headline
from jazz.fingerprint import LENGTHS
from jazz.music import Key
from jazz.pages import chart_line
from jazz.theory import key_name, note_name

if TYPE_CHECKING:
    from jazz.model import Config, Model
    from jazz.pipeline import Request, Take

PAGE_WIDTH = 100


def solo_page(request: Request, player: Model, takes: Sequence[tuple[Sequence[Path], Take]]) -> str:
    """Say what was made, into which files, what `polish` changed, and how to make it again."""
    chart = request.chart
    head = f"{chart_line(chart)}, at {request.pace:g}, {_players(takes[0][1])}"
    lines = [_take_line(files, take, chart.key, chart.metre.bar, request.takes) for files, take in takes]
    return "\n".join([head, f"model {player.config.name}, seed {request.seed}", *lines, f"again: {request.command}"])


def _players(take: Take) -> str:
    """Say who plays: the soloist with his band."""
    soloist, *band = (part.name.lower() for part in take.performance.parts)
    return f"{soloist} with {', '.join(band)}" if band else soloist


def _take_line(files: Sequence[Path], take: Take, key: Key | None, bar: int, takes: int) -> str:
    file, *beside = files
    names = [note_name(pitch, key=key) for pitch in _range(take)]
    changes = f"; polish {'; '.join(take.changes)}" if take.changes else ""
    said = f"{file}: {len(take.solo)} notes, {' to '.join(names) or 'silence'}{changes}; {_match_words(take, bar)}"
    chosen = "" if takes == 1 else f"; {_choice_words(take, takes)}"
    return "\n".join([said + chosen, *(f"{each}" for each in beside)])


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


def solo_facts(request: Request, player: Model, takes: Sequence[tuple[Sequence[Path], Take]]) -> dict[str, Any]:
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
        "swing": request.swing,
        "humanise": request.humanise,
        "command": request.command,
        "solos": [_take_facts(files, take) for files, take in takes],
    }


def _take_facts(files: Sequence[Path], take: Take) -> dict[str, Any]:
    lowest, highest = _range(take) or (None, None)
    return {
        "file": str(files[0]),
        "files": [str(file) for file in files],
        "players": [part.name for part in take.performance.parts],
        "bars": take.performance.chart.bars,
        "swing": round(take.performance.swing, 3),
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
