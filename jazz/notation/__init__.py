"""Notation: MusicXML and ABC in, and the questions of theory that music21 answers.

The only room that imports music21. That takes a second and playing a solo needs none of it: whoever needs this room
imports it where it is needed.
"""

from jazz.notation.questions import figure_tones, scale_tones
from jazz.notation.reading import read_abc, songs_from_musicxml
from jazz.notation.sheets import chart_from_musicxml, charts_from_abc

__all__ = [
    "chart_from_musicxml",
    "charts_from_abc",
    "figure_tones",
    "read_abc",
    "scale_tones",
    "songs_from_musicxml",
]
