"""The quick reader hears exactly what the patient one hears, or leaves the chunk to it."""

from __future__ import annotations

import io
from typing import Any

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.midi import chunks, piece, quick
from jazz.midi.piece import Piece
from tests.midi_bytes import DONE, meta, mutated, note, sysex

NAMED = meta(3, "Sax") + b"\x00\xc3\x42" + note(60, 480, 3) + meta(6, "Am7") + note(64, 9000, 3, wait=200)

NOTES = b"".join(note(pitch, 480, 3, wait=200) for pitch in range(50, 80))


def quickly(body: bytes) -> Piece | None:
    return quick.read(body, 480)


@pytest.mark.parametrize(
    "body",
    [
        NAMED + DONE,
        NAMED + b"\x60\x90\x3c\x40\x60\x3e\x40\x60\x3c\x00" + DONE,
        NAMED.replace(b"\x93", b"\x99").replace(b"\x83\x3c", b"\x89\x3c").replace(b"\x83\x40", b"\x89\x40") + DONE,
        meta(0x51, b"\x07\xa1\x20") + meta(0x58, b"\x03\x02\x18\x08") + meta(0x59, b"\xff\x01") + NAMED + DONE,
        b"\x91\x40\xb3\x07\x64\x91\x40\x0a\x40" + NAMED + b"\xf0\x00\xb3\x07\x00" + DONE,
    ],
    ids=["name, program, marker", "a note never ended", "drums", "tempo, metre, key", "waits that look like events"],
)
def test_plain_chunks_are_read_quickly_and_the_same(body: bytes) -> None:
    same = body.replace(b"\x60\x90", b"\x60\x93")
    assert quickly(same) == piece.read(same)


@pytest.mark.parametrize(
    "body",
    [
        meta(3, "Tune") + DONE,
        NAMED,
        NAMED + DONE + NAMED,
        NAMED + DONE[:-1],
        NAMED + meta(1, "text") + DONE,
        NAMED + meta(5, "la") + DONE,
        NAMED + meta(7, "A") + DONE,
        NAMED + meta(3, "Alto") + DONE,
        NAMED + meta(6, "été") + DONE,
        NAMED + sysex("7e7f0901") + DONE,
        NAMED + b"\x00\xf6" + DONE,
        NAMED + note(60, 480, 4) + DONE,
        NAMED + b"\x00\xc3\x01" + note(60, 480, 3) + DONE,
        NAMED + b"\x00\x93\x3c\x40\x60\x3c\x40" + DONE,
        NAMED + meta(0x51, b"\0\0\0") + DONE,
        NAMED + meta(0x51, b"\x07\xa1") + DONE,
        NAMED + meta(0x58, b"\x04\xc8\x18\x08") + DONE,
        NAMED + meta(0x59, b"\x09\x00") + DONE,
        b"\xff\xff\xff\x7f\xb0\x00\x00" * 9 + NAMED + DONE,
        b"\xff\xff\x7f\xb0\x00\x00" * 1025 + NAMED + DONE,
        b"\x00\x3c\x40" + NAMED + DONE,
    ],
)
def test_what_it_would_not_keep_is_left_to_the_patient_reader(body: bytes) -> None:
    assert quickly(body) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(60, 64), st.integers(1, 127), st.booleans()),
        min_size=1,
    )
)
def test_both_readers_hear_the_same(notes: list[tuple[int, int, int, int, bool]]) -> None:
    """Also notes of one pitch that overlap, and notes that never end, in a chunk that mido wrote."""
    events: list[tuple[int, int, Any]] = [(0, 0, mido.Message("program_change", program=66))]
    for start, length, pitch, velocity, ends in notes:
        events.append((start, 2, mido.Message("note_on", note=pitch, velocity=velocity)))
        if ends:
            events.append((start + length, 1, mido.Message("note_on", note=pitch, velocity=0)))
    track, now = mido.MidiTrack(), 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    stream = io.BytesIO()
    mido.MidiFile(tracks=[track]).save(file=stream)
    (body,) = chunks.split(stream.getvalue()).tracks
    assert quickly(body) in (piece.read(body), None)


def test_both_readers_hear_the_same_after_an_accident() -> None:
    read = [(quickly(body), piece.read(body)) for body in (mutated(NAMED + NOTES + DONE, seed) for seed in range(400))]
    assert all(quick in (patient, None) for quick, patient in read)
    assert sum(quick is not None for quick, _ in read) > 40
