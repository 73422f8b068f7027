"""Questions of theory that music21 answers: the tones of a figure and of a scale.

They are slow, so that each distinct question is asked once. Our own tables (`qualities`) are held to these answers.
"""

from __future__ import annotations

import re
from functools import cache

from music21 import harmony, pitch, scale
from music21.exceptions21 import Music21Exception

# Chord scales -> music21's class of scale, and the semitones from our tonic up to its tonic.
SCALES = {
    "ionian": ("MajorScale", 0),
    "lydian": ("LydianScale", 0),
    "mixolydian": ("MixolydianScale", 0),
    "dorian": ("DorianScale", 0),
    "aeolian": ("MinorScale", 0),
    "phrygian": ("PhrygianScale", 0),
    "locrian": ("LocrianScale", 0),
    "harmonic minor": ("HarmonicMinorScale", 0),
    "ionian augmented": ("HarmonicMinorScale", 9),
    "melodic minor": ("MelodicMinorScale", 0),
    "altered": ("MelodicMinorScale", 1),
    "locrian natural 2": ("MelodicMinorScale", 3),
    "mixolydian b6": ("MelodicMinorScale", 5),
    "lydian dominant": ("MelodicMinorScale", 7),
    "lydian augmented": ("MelodicMinorScale", 9),
    "dorian b2": ("MelodicMinorScale", 10),
    "whole tone": ("WholeToneScale", 0),
    "whole-half": ("OctatonicScale", 0),
    "half-whole": ("OctatonicScale", 1),
    "chromatic": ("ChromaticScale", 0),
}


@cache
def figure_tones(figure: str) -> frozenset[int] | None:
    """The pitch classes that music21 gives a chord figure, without its bass note; None where it cannot read it."""
    root = re.match("[A-G][#b]?", figure)
    if root is None:
        return None
    try:
        chord = harmony.ChordSymbol(root[0].replace("b", "-") + figure[root.end() :])
        return frozenset(pitch.pitchClass for pitch in chord.pitches)
    except (Music21Exception, ValueError, KeyError, IndexError, AttributeError, TypeError):
        return None


@cache
def scale_tones(name: str, tonic: int) -> frozenset[int] | None:
    """The pitch classes that music21 gives a chord scale on a tonic; None where it has no such scale."""
    if name not in SCALES:
        return None
    kind, shift = SCALES[name]
    root = pitch.Pitch((tonic + shift) % 12 + 60)
    tones = getattr(scale, kind)(root.name).getPitches(root, root.transpose(12), direction=scale.Direction.ASCENDING)
    return frozenset(each.pitchClass for each in tones)
