"""The data of a piano roll: the notes of the MIDI file itself, the chart over them, and the roles of the solo."""

from __future__ import annotations

import io
from dataclasses import replace

import mido

from jazz import midi, pianoroll
from jazz.music import PlayedNote
from jazz.pianoroll.roll import COLOURS, DRUMS, ROLES, engraved, facts
from tests import stand


def test_the_notes_shown_are_those_of_the_file_and_so_are_the_players() -> None:
    overlapping = replace(
        stand.performance().parts[1], notes=(PlayedNote(0, 900, 60, 70), PlayedNote(480, 960, 60, 70))
    )
    played = stand.performance()
    played = replace(played, parts=(played.parts[0], overlapping, *played.parts[2:]))
    shown = stand.roll(played)
    file = mido.MidiFile(file=io.BytesIO(shown.midi))
    heard = [track for track in file.tracks if any(message.type == "note_on" for message in track)]
    assert [player.name for player in shown.players] == [track.name for track in heard]
    for player, track in zip(shown.players, heard, strict=True):
        assert sorted(player.notes, key=_order) == sorted(_notes(track), key=_order)
    assert shown.players[1].notes[0].end == 480


def _order(note: PlayedNote) -> tuple[int, int]:
    return note.start, note.pitch


def _notes(track: mido.MidiTrack) -> list[PlayedNote]:
    """The notes of a track as mido reads it; no two of a pitch overlap."""
    notes, begun, tick = [], {}, 0
    for message in track:
        tick += message.time
        if message.type == "note_on" and message.velocity:
            begun[message.note] = tick, message.velocity
        elif message.type in {"note_on", "note_off"}:
            start, velocity = begun.pop(message.note)
            notes.append(PlayedNote(start, tick, message.note, velocity))
    return notes


def test_what_is_played_as_it_stands_is_shown_as_it_is_played() -> None:
    played = stand.performance()
    assert [player.notes for player in stand.roll(played).players] == [
        tuple(sorted(part.notes, key=_order)) for part in played.parts
    ]


def test_each_note_of_the_solo_has_its_role() -> None:
    shown = stand.roll()
    assert shown.soloist is not None
    assert shown.soloist.name == "Tenor Sax"
    assert len(shown.roles) == len(shown.soloist.notes)
    assert shown.roles == "CCCLCCCCACACCAC"
    assert [player.name for player in shown.band] == ["Piano", "Bass", "Drums"]
    assert [player.is_drums for player in shown.band] == [False, False, True]


def test_chords_and_sections_stand_at_the_files_ticks_in_the_signs_of_print() -> None:
    shown = stand.roll()
    assert shown.chords == ((0, "Cm7"), (1920, "F7"), (3840, "B♭maj7"))
    assert shown.sections == ((0, "A"),)
    assert (shown.bar, shown.length) == (1920, 4 * 1920)
    assert [engraved(symbol) for symbol in ("Abdim7", "A7b9#11/Eb", "N.C.")] == ["A♭dim7", "A7♭9♯11/E♭", "N.C."]


def test_the_command_is_said_once() -> None:
    shown = stand.roll()
    assert shown.command == stand.COMMAND
    assert shown.texts == ("jazz, seed 7",)


def test_a_soloist_who_is_silent_leaves_the_band() -> None:
    played = stand.performance()
    silent = replace(played, parts=(replace(played.parts[0], notes=()), *played.parts[1:]))
    shown = pianoroll.roll(silent, midi.encode(silent), "")
    assert shown.soloist is None
    assert [player.name for player in shown.band] == ["Piano", "Bass", "Drums"]
    assert pianoroll.png(shown).startswith(b"\x89PNG")


def test_every_role_has_a_colour_of_its_own_and_every_drum_one_line() -> None:
    assert COLOURS.keys() == ROLES.keys()
    assert len(set(COLOURS.values())) == len(ROLES)
    assert sum(map(len, DRUMS.values())) == len(frozenset().union(*DRUMS.values()))


def test_the_line_under_the_title_says_what_is_played() -> None:
    said = "♩ = 240 · in Bb · 4 bars of 4/4 · swing 60 % · Tenor Sax, Piano, Bass, Drums · seed 7"
    assert facts(stand.roll()) == said
    assert "straight" in facts(replace(stand.roll(), swing=0.5))
