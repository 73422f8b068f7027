"""What verovio plays of a page, as the notes of a solo: for tests, and for the benchmark of engraving."""

from __future__ import annotations

from base64 import b64decode
from fractions import Fraction
from io import BytesIO
from typing import Any

import mido

from jazz.music import TICKS_PER_QUARTER, Solo

Notes = list[tuple[int, int, int]]
"""(onset, end, pitch), in ticks of the page."""


def notes_of(solo: Solo) -> Notes:
    """A solo as (onset, end, pitch)."""
    return [(note.onset, note.end, note.pitch) for note in solo]


def played_notes(toolkit: Any) -> Notes:
    """The notes that verovio plays, tied ones as one."""
    file = mido.MidiFile(file=BytesIO(b64decode(toolkit.renderToMIDI())))
    sounding: dict[int, int] = {}
    found: Notes = []
    for track in file.tracks:
        now = 0
        for message in track:
            now += message.time
            tick = round(Fraction(now, file.ticks_per_beat) * TICKS_PER_QUARTER)
            if message.type == "note_off" or (message.type == "note_on" and not message.velocity):
                found.append((sounding.pop(message.note), tick, message.note))
            elif message.type == "note_on":
                sounding[message.note] = tick
    return sorted(found)
