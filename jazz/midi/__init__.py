"""Standard MIDI Files: `write` a performance, `read` any file of type 0 or 1. The only room with mido and symusic."""

from jazz.midi.reading import read
from jazz.midi.score import Score, Text, Track
from jazz.midi.writing import encode, stems, write

__all__ = ["Score", "Text", "Track", "encode", "read", "stems", "write"]
