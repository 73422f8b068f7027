"""Chord inference of other open programs, on the same notes and beats, for `harmony.py`.

Each peer takes notes in beats from beat 0 of a song and answers with a label (Harte et al. 2005) a beat. What finds
chords in sets of notes (music21, pychord, musicpy) names the pitches that sound for a quarter of each half bar, or
more; the others hear the beats. One that is not installed is left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

import mido
import numpy as np

from jazz.quantise import PerformedNote

PPQ = 480
BEAT_SECONDS = 0.5
ROOTS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
CLASSES = {name: number for number, name in enumerate(ROOTS)} | {"C#": 1, "D#": 3, "F#": 6, "G#": 8, "A#": 10}
CLASSES |= {"Cb": 11, "Fb": 4, "E#": 5, "B#": 0}
MUSIC21 = {
    "major": "maj", "minor": "min", "augmented": "aug", "diminished": "dim", "dominant-seventh": "7",
    "major-seventh": "maj7", "minor-seventh": "min7", "minor-major-seventh": "minmaj7", "diminished-seventh": "dim7",
    "half-diminished-seventh": "hdim7", "half-diminished": "hdim7", "major-sixth": "maj6", "minor-sixth": "min6",
    "suspended-second": "sus2", "suspended-fourth": "sus4", "suspended-fourth-seventh": "sus4(b7)",
    "dominant-ninth": "7", "major-ninth": "maj7", "minor-ninth": "min7", "dominant-11th": "7", "minor-11th": "min7",
    "dominant-13th": "7", "minor-13th": "min7", "major-13th": "maj7",
}  # fmt: skip
CHORDER = {
    "M": "maj", "m": "min", "o": "dim", "+": "aug", "7": "7", "M7": "maj7", "m7": "min7", "o7": "dim7",
    "/o7": "hdim7", "sus2": "sus2", "sus4": "sus4",
}  # fmt: skip
MIDITOK = {
    "min": "min", "maj": "maj", "dim": "dim", "aug": "aug", "sus2": "sus2", "sus4": "sus4", "7dom": "7",
    "7min": "min7", "7maj": "maj7", "7halfdim": "hdim7", "7dim": "dim7", "7aug": "aug(b7)", "9maj": "maj7",
    "9min": "min7",
}  # fmt: skip
SUFFIXES = (
    (r"maj7|M7|maj9|M9|maj13", "maj7"), (r"m7b5|m7-5|ø|/o7|half-diminished", "hdim7"), (r"mM7|minmaj|mmaj", "minmaj7"),
    (r"dim7|o7", "dim7"), (r"dim|o$|diminished", "dim"), (r"7sus4", "sus4(b7)"), (r"sus4", "sus4"), (r"sus2", "sus2"),
    (r"aug|\+", "aug"), (r"m6|min6", "min6"), (r"m(?!aj)\d*7|m9|m11|min7|min9|min11", "min7"),
    (r"m(?!aj)|min", "min"), (r"6", "maj6"), (r"7|9|11|13", "7"),
)  # fmt: skip
"""What the peers call qualities, and the labels of those; of a symbol's suffix the first that is found in it."""

Peer = Callable[[Sequence[PerformedNote], int], list[str]]


def note_seq(notes: Sequence[PerformedNote], beats: int) -> list[str]:
    """Magenta's note-seq: `infer_chords_for_sequence`, keys and chords by Viterbi, a chord a beat."""
    library = import_module("note_seq")
    kinds = library.NoteSequence.TextAnnotation
    sequence = library.NoteSequence(total_time=beats * BEAT_SECONDS)
    for note in notes:
        start, end = note.onset * BEAT_SECONDS, note.end * BEAT_SECONDS
        sequence.notes.add(pitch=note.pitch, velocity=80, start_time=start, end_time=end)
    for beat in range(beats):
        sequence.text_annotations.add(time=beat * BEAT_SECONDS, annotation_type=kinds.BEAT)
    library.infer_chords_for_sequence(sequence)
    found = sorted(
        (mark.time, mark.text) for mark in sequence.text_annotations if mark.annotation_type == kinds.CHORD_SYMBOL
    )
    return _held([(time / BEAT_SECONDS, "N" if text == "N.C." else _from_symbol(text)) for time, text in found], beats)


def chorder(notes: Sequence[PerformedNote], beats: int) -> list[str]:
    """chorder: `Dechorder.dechord`, beats and half bars by weighted templates."""
    read, dechord = import_module("miditoolkit").MidiFile, import_module("chorder").Dechorder.dechord
    chords = dechord(read(file=io.BytesIO(to_midi(notes))))
    labels = ["N" if each.root_pc is None else label(each.root_pc, CHORDER[each.quality]) for each in chords]
    return (labels + ["N"] * beats)[:beats]


def librosa(notes: Sequence[PerformedNote], beats: int) -> list[str]:
    """Triad templates on pretty_midi's chroma, decoded with librosa's Viterbi (the recipe of librosa's manual)."""
    library, pretty_midi = import_module("librosa"), import_module("pretty_midi")
    chroma = pretty_midi.PrettyMIDI(io.BytesIO(to_midi(notes))).get_chroma(fs=8)
    frames = np.zeros((12, beats * 4))
    frames[:, : chroma.shape[1]] = chroma[:, : beats * 4]
    by_beat = library.util.normalize(frames.reshape(12, beats, 4).mean(axis=2), norm=2, axis=0)
    chords = [(root, steps) for steps in ((0, 4, 7), (0, 3, 7)) for root in range(12)]
    triads = [[float((tone - root) % 12 in steps) for tone in range(12)] for root, steps in chords]
    odds = np.exp(8 * library.util.normalize(np.array([*triads, [1.0] * 12]), norm=2, axis=1) @ by_beat)
    stay = library.sequence.transition_loop(25, 0.5)
    path = library.sequence.viterbi_discriminative(odds / odds.sum(axis=0), stay)
    return ["N" if state == 24 else label(state % 12, "min" if state >= 12 else "maj") for state in path]


def music21(notes: Sequence[PerformedNote], beats: int) -> list[str]:
    """music21: the chord symbol of each half bar's chord (chordify, then `chordSymbolFigureFromChord`)."""
    make, symbols = import_module("music21.chord").Chord, import_module("music21.harmony")
    found = []
    for pitches in half_bars(notes, beats):
        kind = symbols.chordSymbolFigureFromChord(make(pitches), True)[1] if pitches else ""
        found.append(label(make(pitches).root().pitchClass, MUSIC21[kind]) if kind in MUSIC21 else "")
    return _by_beat(found, beats)


def musicpy(notes: Sequence[PerformedNote], beats: int) -> list[str]:
    """musicpy: `detect` on the pitches of each half bar, each pitch class once."""
    library, detect = import_module("musicpy"), import_module("musicpy.algorithms").detect
    found = []
    for pitches in half_bars(notes, beats):
        lowest = {pitch % 12: pitch for pitch in reversed(pitches)}
        names = [library.degree_to_note(pitch) for pitch in sorted(lowest.values())]
        answer = detect(library.chord(names)) if len(names) > 2 else ""
        found.append(_from_symbol(answer if isinstance(answer, str) else ""))
    return _by_beat(found, beats)


def pychord(notes: Sequence[PerformedNote], beats: int) -> list[str]:
    """pychord: the first chord that has exactly the notes of the half bar, stacked over its bass."""
    find = import_module("pychord").find_chords_from_notes
    found = []
    for pitches in half_bars(notes, beats):
        steps = sorted({(pitch - pitches[0]) % 12 for pitch in pitches})
        chords = find([ROOTS[(pitches[0] + step) % 12] for step in steps]) if len(steps) > 1 else []
        found.append(_from_symbol(str(chords[0])) if chords else "")
    return _by_beat(found, beats)


def miditok(notes: Sequence[PerformedNote], beats: int) -> list[str]:
    """miditok: `detect_chords`, chords struck together; each holds until the next."""
    symusic, detect = import_module("symusic"), import_module("miditok.utils").detect_chords
    played = symusic.core.NoteTickList([
        symusic.Note(round(note.onset * PPQ), max(1, round((note.end - note.onset) * PPQ)), note.pitch, 80)
        for note in sorted(notes, key=lambda note: (note.onset, note.pitch))
    ])  # fmt: skip
    ends = np.array([[(beats + 64) * PPQ, PPQ]])
    events = detect(played, ends, import_module("miditok.constants").CHORD_MAPS)
    named = [(event.time / PPQ, *str(event.value).split(":")) for event in events]
    return _held([(beat, label(CLASSES[root], MIDITOK[quality])) for beat, root, quality in named], beats)


PEERS: dict[str, Peer] = {
    "note_seq": note_seq,
    "chorder": chorder,
    "librosa": librosa,
    "music21": music21,
    "musicpy": musicpy,
    "pychord": pychord,
    "miditok": miditok,
}
"""The peers by the modules that must be installed."""


def installed() -> dict[str, Peer]:
    """The peers that can be asked here."""
    return {name: peer for name, peer in PEERS.items() if find_spec(name)}


def label(root: int, quality: str) -> str:
    """A label of a pitch class and a quality."""
    return f"{ROOTS[root % 12]}:{quality}"


def to_midi(notes: Sequence[PerformedNote]) -> bytes:
    """The notes as a MIDI file in 4/4 at 120 beats a minute."""
    events = [(round(at * PPQ), on, note.pitch) for note in notes for on, at in ((1, note.onset), (0, note.end))]
    track = mido.MidiTrack([mido.MetaMessage("time_signature", numerator=4, denominator=4)])
    now = 0
    for tick, on, pitch in sorted(events):
        track.append(mido.Message("note_on", note=pitch, velocity=80 * on, time=tick - now))
        now = tick
    file = io.BytesIO()
    mido.MidiFile(type=1, ticks_per_beat=PPQ, tracks=[track]).save(file=file)
    return file.getvalue()


def half_bars(notes: Sequence[PerformedNote], beats: int) -> Iterator[list[int]]:
    """The pitches that sound for a quarter of each half bar, from the lowest up."""
    for start in range(0, beats, 2):
        length: dict[int, float] = {}
        for note in notes:
            share = min(note.end, start + 2) - max(note.onset, start)
            if share > 0:
                length[note.pitch] = length.get(note.pitch, 0) + share
        yield sorted(pitch for pitch, sounded in length.items() if sounded >= 0.5)


def _by_beat(found: Sequence[str], beats: int) -> list[str]:
    """Labels of half bars as labels of beats; where none was found, the one before holds."""
    return _held([(2 * number, each) for number, each in enumerate(found) if each], beats)


def _held(found: Sequence[tuple[float, str]], beats: int) -> list[str]:
    """Labels from (beat, label) pairs, each of which holds until the next."""
    labels = ["N"] * beats
    for beat, each in found:
        first = min(beats, round(beat))
        labels[first:] = [each] * (beats - first)
    return labels


def _from_symbol(symbol: str) -> str:
    """The label of a chord symbol of another program; "" if it is none."""
    match = re.match(r"([A-G][#b]?)(?!\w*[- ]?(?:with|note))([^/\[]*)", symbol.strip())
    if match is None:
        return ""
    suffix = match[2].replace("major", "").replace("minor", "m")
    return label(CLASSES[match[1]], next((harte for word, harte in SUFFIXES if re.search(word, suffix)), "maj"))
