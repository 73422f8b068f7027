"""Any Standard MIDI File of type 0 or 1 to a `Score`, also one that is damaged.

A file is split into its chunks (`chunks`); each is read by the quick reader (`quick`), or where that would not keep all
of it by the patient one (`piece`, `events`); then their words are decoded together (`words`). What of a damaged file is
whole is read, and what was lost is told in `Score.damage`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from math import ceil
from operator import itemgetter
from pathlib import Path

from jazz.errors import SourceError
from jazz.midi import chunks, piece, quick, words
from jazz.midi.drums import drum_channels
from jazz.midi.piece import Piece
from jazz.midi.score import Score, Text, Track

LARGEST_FILE = 2 << 20
FRAMES = {24: 24.0, 25: 25.0, 29: 30 / 1.001, 30: 30.0}
"""Frames a second of the rates of SMPTE, by the number that stands for each in a header (29: drop frames)."""
SMPTE_TEMPO = 120
MOST_DAMAGE = 20
"""Sentences; a file with more wrong in it says only how many more."""


def read(path: Path | str) -> Score:
    """Read a Standard MIDI File of type 0 or 1, also one that is wrapped (RIFF) or damaged.

    Raises SourceError and nothing else, with one of the codes "unreadable", "too-large", "not-midi", "type-2",
    "damaged" (no note of it can be read) and "empty" (there is none).
    """
    path = Path(path)
    try:
        return decode(_bytes(path))
    except SourceError as error:
        raise SourceError(error.code, f"{path.name}: {error}") from error.__cause__


def decode(data: bytes) -> Score:
    """The score of the bytes of a file; its SourceErrors do not name the file."""
    file = chunks.split(data)
    ppq, tempo = _clock(file.kind, file.division)
    pieces = [quick.read(body, ppq) or piece.read(body) for body in file.tracks]
    score = _joined(ppq, pieces)
    if tempo is not None:
        score = replace(score, tempos=((0, tempo),), beats=False)
    score = replace(score, damage=_shortened([*file.damage, *_faults(score, pieces)]))
    if score.tracks:
        return score
    if score.damage:
        raise SourceError("damaged", f"it is damaged, and no note can be read: {score.damage[0]}")
    raise SourceError("empty", "it holds no note")


def _bytes(path: Path) -> bytes:
    try:
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise SourceError("too-large", f"it has {size:,} bytes; at most {LARGEST_FILE:,} are read")
        return path.read_bytes()
    except OSError as error:
        raise SourceError("unreadable", f"it cannot be read: {error.strerror}") from error


def _clock(kind: int, division: int) -> tuple[int, float | None]:
    """Ticks a quarter note; and for a file that counts time, at which tempo."""
    if kind == 2:
        raise SourceError("type-2", "it is a MIDI file of type 2 (loose patterns); save it as type 0 or 1")
    frames, parts = FRAMES.get(256 - (division >> 8)), division & 0xFF
    if division & 0x8000 and frames and parts:
        ppq = max(1, round(frames * parts * 60 / SMPTE_TEMPO))
        return ppq, frames * parts * 60 / ppq
    if kind > 2 or division & 0x8000 or not division:
        raise SourceError("damaged", f"its header is damaged: type {kind}, division {division:#06x}")
    return division, None


def _joined(ppq: int, pieces: list[Piece]) -> Score:
    """The score of a file from those of its chunks."""
    pieces = [replace(each, words=tuple(words.sung(each.words))) for each in pieces]
    said = list(chain.from_iterable(each.words for each in pieces))
    encoding = words.encoding([*(each.name for each in pieces), *(text for _, _, text in said)])
    drums = drum_channels(chain.from_iterable(each.sysex for each in pieces))
    texts = (Text(tick, kind, words.text(text, encoding)) for tick, kind, text in said)
    return Score(
        ppq,
        tuple(track for each in pieces for track in _tracks(each, words.text(each.name, encoding), drums)),
        tuple(sorted(tempo for each in pieces for tempo in each.tempos)),
        tuple(sorted(chain.from_iterable(each.metres for each in pieces), key=itemgetter(0))),
        tuple(sorted(chain.from_iterable(each.keys for each in pieces), key=itemgetter(0))),
        tuple(sorted(texts, key=itemgetter(0))),
        words.text(words.title(said) or _title(pieces), encoding),
    )


def _tracks(each: Piece, name: str, drums: frozenset[int]) -> Iterator[Track]:
    """The tracks of a chunk with their names: that of the chunk if one channel sounds in it."""
    for channel, program, notes in each.lines:
        own = name if len(each.lines) == 1 else f"channel {channel + 1}"
        yield Track(own, notes, program, channel, channel in drums)


def _title(pieces: list[Piece]) -> bytes:
    """The name of the first chunk, if that speaks for the whole."""
    sounding = sum(bool(each.lines) for each in pieces)
    return pieces[0].name if pieces and (not pieces[0].lines or sounding == 1) else b""


def _faults(score: Score, pieces: list[Piece]) -> Iterator[str]:
    """What is wrong with each track, in sentences that say where."""
    for number, each in enumerate(pieces, 1):
        for fault in each.faults:
            yield f"track {number}, {_place(score, fault.tick)}: it {fault.what}"


def _place(score: Score, tick: int) -> str:
    """The bar that a tick is in, or the second where ticks are no beats."""
    if not score.beats:
        return f"second {tick / score.ppq * 60 / score.tempos[0][1]:.0f}"
    bar, start, length = 1, 0, 4.0 * score.ppq
    for change, metre in score.metres:
        if change > tick:
            break
        bar, start, length = bar + ceil((change - start) / length), change, 4 * score.ppq * metre.beats / metre.unit
    return f"bar {bar + int((tick - start) / length)}"


def _shortened(sentences: list[str]) -> tuple[str, ...]:
    """The sentences, without repetition, and no more than anybody reads."""
    different = list(dict.fromkeys(sentences))
    more = len(different) - MOST_DAMAGE
    return (*different[:MOST_DAMAGE], *([f"and {more:,} faults more"] if more > 0 else []))
