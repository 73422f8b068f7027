"""Notation: MusicXML and ABC in, and the questions of theory that music21 answers.

The only room that imports music21. That takes a second and playing a solo needs none of it: whoever needs this room
imports it where it is needed.
"""

from jazz.notation.questions import figure_tones, scale_tones
from jazz.notation.reading import read_abc, songs_from_musicxml

__all__ = ["figure_tones", "read_abc", "scale_tones", "songs_from_musicxml"]
