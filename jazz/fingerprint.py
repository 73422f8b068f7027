"""A fingerprint of the training solos: small enough to travel with a model, and no notes in it.

It answers whether a pattern of 5 to 10 notes (steps as in `copying`) stands in a training solo: a Bloom filter (Bloom
1970) with double hashing (Kirsch & Mitzenmacher 2006) over the same 64-bit hashes on every machine. A yes is wrong once
in forty times, a no never. A longer passage counts as copied where every pattern in it does, even if they come from
different solos: what is told is never less than the exact measure and seldom more. Notes cannot be read out of it, but
it is no secret: whoever guesses a pattern can ask for it.

    fingerprint.bits         uint8 (bytes,)   as many bytes as there are different patterns, 2 bits in 5 set
    fingerprint.bits.1 ...   uint8 (bytes,)   the same for the songs that a model was adapted to, time after time

A filter cannot grow, so that of a base and the later ones stand side by side; each adds a wrong yes in forty.

Other `LENGTHS`, hashes or steps need another format of models: an old fingerprint would know nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from jazz.copying import steps
from jazz.errors import ModelError
from jazz.music import Solo, Song

LENGTHS = range(5, 11)  # notes of the patterns; those of 4 are nearly all known, those of 11 nearly always as they are
BITS_A_PATTERN = 8
HASHES = 4
ARRAY = "fingerprint.bits"


@dataclass(frozen=True, eq=False, slots=True)
class Fingerprint:
    """What is remembered of the training solos: filters, uint8 (bytes,), the first bit of a byte its highest."""

    filters: tuple[np.ndarray, ...]


NOTHING = Fingerprint((np.zeros(1, np.uint8),))
"""The fingerprint of no solos."""


class Match(NamedTuple):
    """A passage of a solo: how many notes, and the index of its first."""

    notes: int
    first: int


def fingerprint(songs: Sequence[Song]) -> Fingerprint:
    """Return the fingerprint of the solos of some songs, in whatever order they come."""
    found = [hashes for song in songs for hashes in _hashes(song.solo)]
    hashes = np.unique(np.concatenate([np.zeros(0, np.uint64), *found]))
    bits = np.zeros(max(1, len(hashes)) * BITS_A_PATTERN, bool)
    bits[_places(hashes, len(bits))] = True
    return Fingerprint((np.packbits(bits),))


def together(one: Fingerprint, other: Fingerprint) -> Fingerprint:
    """Return the fingerprint that knows what either of two knows."""
    return Fingerprint((*one.filters, *other.filters))


def longest_match(solo: Solo, known: Fingerprint) -> Match:
    """Return the first of the longest passages of a solo that may be copied: `copied` at its highest."""
    lengths = copied(solo, known)
    return Match(int(lengths.max()), int(lengths.argmax())) if len(lengths) else Match(0, 0)


def copied(solo: Solo, known: Fingerprint) -> np.ndarray:
    """Return for each note how many from it on may stand in a training solo too, (notes,): at most so many do.

    Patterns of fewer than 5 notes are not asked for and count as copied.
    """
    count = len(solo)
    ends = np.full(count, count)
    for length, hashes in zip(LENGTHS, _hashes(solo), strict=True):
        # from a note on, a passage ends inside the first unknown pattern that begins there or later
        end = np.where(_is_known(hashes, known), count, np.arange(len(hashes)) + length - 1)
        end = np.minimum.accumulate(end[::-1])[::-1]
        ends[: len(end)] = np.minimum(ends[: len(end)], end)
    return np.asarray(ends - np.arange(count))


def to_arrays(known: Fingerprint) -> dict[str, np.ndarray]:
    """Return a fingerprint as named arrays, for storing; inverse of `from_arrays`."""
    return dict(zip(_names(len(known.filters)), known.filters, strict=True))


def from_arrays(arrays: Mapping[str, np.ndarray], where: str) -> Fingerprint:
    """Return the fingerprint in some arrays that came from `where`; inverse of `to_arrays`. Raises ModelError.

    Any bits will do, as long as not more are set than patterns set: a wrong one makes solos look copied or not.
    """
    names = _names(len(arrays))
    filters = tuple(arrays[name] for name in names if name in arrays)
    if set(arrays) != set(names) or not all(f.dtype == np.uint8 and f.ndim == 1 and len(f) for f in filters):
        raise ModelError(f"{where}: should hold {ARRAY}, bytes in a row; copy or train the model again")
    if any(np.unpackbits(bits).sum() > len(bits) * HASHES for bits in filters):
        raise ModelError(f"{where}: more of its bits are set than any solos set; copy or train the model again")
    return Fingerprint(filters)


def _names(count: int) -> list[str]:
    """Return what so many filters are called, one at least."""
    return [ARRAY, *(f"{ARRAY}.{number}" for number in range(1, count))]


def _hashes(solo: Solo) -> Iterator[np.ndarray]:
    """Yield, for each of `LENGTHS`, a 64-bit hash of the pattern of so many notes from each note on, uint64."""
    each = _mixed(steps(solo).astype(np.uint64))
    found = each
    for notes in range(3, LENGTHS.stop):
        found = _mixed(found[:-1] * _ODD + each[notes - 2 :])
        if notes in LENGTHS:
            yield found


_ODD = np.uint64(0x9E3779B97F4A7C15)


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Scatter numbers over 64 bits: the last steps of SplitMix64 (Steele, Lea & Flood 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(numbers ^ (numbers >> np.uint64(31)))


def _places(hashes: np.ndarray, bits: int) -> np.ndarray:
    """Return where the bits of each hash lie, (HASHES, n): in steps of its upper half from its lower half on."""
    low, high = hashes & np.uint64(0xFFFFFFFF), hashes >> np.uint64(32) | np.uint64(1)
    turns = np.arange(HASHES, dtype=np.uint64)[:, None]
    return np.asarray((low + turns * high) % np.uint64(bits)).astype(np.int64)


def _is_known(hashes: np.ndarray, known: Fingerprint) -> np.ndarray:
    """Say of each hash whether a filter has all its bits set, (n,)."""
    found = np.zeros(len(hashes), bool)
    for bits in known.filters:
        places = _places(hashes, len(bits) * 8)
        found |= (bits[places >> 3] >> (7 - (places & 7)) & 1).all(axis=0)
    return found
