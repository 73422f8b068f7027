"""A solo as it is printed: note values, beams, tuplets, spelling, chord symbols, and all that as MusicXML.

What `notation` reads with music21 this room writes without it, so that a solo on paper costs no second to import.
"""

from jazz.engraving.writing import musicxml

__all__ = ["musicxml"]
