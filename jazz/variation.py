"""Variation: a passage that follows the training solos for too many notes takes its own turn.

One note in the middle moves to a neighbour of the chord scale, within range and leaps and with no more faults than
before, as `polish` mends a line; where no neighbour will do, the note is left out. Then no passage is longer than the
limit, whatever the solo, the chart and the fingerprint: each change leaves fewer overlong passages or fewer notes.
The limit is the longest passage that held-out Weimar solos share with the others, so nearly nothing is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jazz.faults import View, count, neighbours
from jazz.fingerprint import LENGTHS, Fingerprint, copied
from jazz.music import Chart, Solo
from jazz.register import Limits, keeps, place

MOST_NOTES = 16


def vary_copies(solo: Solo, chart: Chart, limits: Limits, *, known: Fingerprint, most: int = MOST_NOTES) -> Solo:
    """Vary a solo until no more than `most` notes in a row may be a training solo's; unchanged where that is so.

    A line that keeps the limits keeps them. Raises ValueError for fewer notes than a fingerprint can tell.
    """
    if most < LENGTHS.start - 1:
        raise ValueError(f"a fingerprint tells passages from {LENGTHS.start} notes on, so {most} cannot be the most")
    while (overlong := (lengths := copied(solo, known)) > most).any():
        first = int(overlong.argmax())
        middle_first = sorted(range(lengths[first]), key=lambda at: abs(2 * at + 1 - int(lengths[first])))
        offers = (offer for at in middle_first for offer in _variants(View(solo.notes, chart), first + at, limits))
        fewer = (offer for offer in offers if (copied(offer, known) > most).sum() < overlong.sum())
        solo = next(fewer, None) or _without(solo, first + middle_first[0], chart, limits)
    return solo


def _variants(view: View, at: int, limits: Limits) -> Iterator[Solo]:
    """Yield the line with a neighbour in place of a note, where that keeps the limits and adds no fault."""
    notes = view.notes
    for _, pitch in neighbours(view, at):
        around = [note.pitch for note in (*notes[max(0, at - 1) : at], *notes[at + 1 : at + 2])]
        around.insert(min(at, 1), pitch)
        if keeps(around, limits):
            changed = (*notes[:at], replace(notes[at], pitch=pitch), *notes[at + 1 :])
            if count(View(changed, view.chart), at) <= count(view, at):
                yield Solo(changed)


def _without(solo: Solo, at: int, chart: Chart, limits: Limits) -> Solo:
    """The line without a note, folded where its neighbours now leap too far."""
    return Solo(tuple(place((*solo.notes[:at], *solo.notes[at + 1 :]), chart, limits)))
