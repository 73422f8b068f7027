"""What the band hears of the soloist: where the line runs and rests, how busy it is, and which tones are in the air.

Knows nothing of chords. Time is in ticks of 1/24 quarter note of the form that the band plays.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from jazz.music import TICKS_PER_QUARTER, Note, Solo

EIGHTH = TICKS_PER_QUARTER // 2
SHORTEST_HOLE = TICKS_PER_QUARTER  # a rest that another player can answer in
LONGEST_HOLE = 8 * TICKS_PER_QUARTER  # beyond, nobody waits for an answer
BUSY = 3  # notes in the half note around a place

SEMITONE_CLASHES = (1, 13)  # a minor second and a minor ninth


class Listener:
    """A solo that begins at a tick of the form, as the band hears it."""

    def __init__(self, solo: Solo, begin: int = 0) -> None:
        self.notes: Sequence[Note] = solo.shifted(begin).notes if begin else solo.notes
        self.onsets = [note.onset for note in self.notes]
        self.ends = [note.end for note in self.notes]

    def sounding(self, begin: int, end: int) -> Sequence[Note]:
        """The notes that sound between two ticks."""
        return self.notes[bisect_right(self.ends, begin) : bisect_left(self.onsets, end)]

    def count(self, begin: int, end: int) -> int:
        """How many notes begin between two ticks."""
        return bisect_left(self.onsets, end) - bisect_left(self.onsets, begin)

    def is_busy(self, tick: int) -> bool:
        """Whether the soloist plays many notes around a tick."""
        return self.count(tick - TICKS_PER_QUARTER, tick + TICKS_PER_QUARTER) >= BUSY

    def is_hole(self, tick: int) -> bool:
        """Whether a tick is in a rest between two phrases that is long enough to answer in, and not too long."""
        index = bisect_right(self.ends, tick)
        if index in {0, len(self.notes)} or self.onsets[index] < tick + EIGHTH:
            return False
        return SHORTEST_HOLE <= self.onsets[index] - self.ends[index - 1] <= LONGEST_HOLE

    def openness(self, tick: int) -> int:
        """1 where there is room for others, -1 where the soloist is busy, else 0."""
        return 1 if self.is_hole(tick) else -1 if self.is_busy(tick) else 0

    def free_until(self, pitch: int, begin: int, end: int, *, below: bool) -> int:
        """Up to which tick, from `begin`, a pitch sounds without a clash: the end, or the onset of the note it meets.

        A clash is what `clashes` says, or the soloist on the pitch's other side (`below`: pitches under the soloist).
        """
        for note in self.sounding(begin, end):
            if clashes(pitch, note.pitch) or (pitch >= note.pitch if below else pitch <= note.pitch):
                return max(begin, note.onset)
        return end


def clashes(pitch: int, solo: int) -> bool:
    """Whether an accompanist's pitch rubs against the soloist's: the same key, a minor second, a minor ninth."""
    return pitch == solo or abs(pitch - solo) in SEMITONE_CLASHES
