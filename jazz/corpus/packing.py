"""Songs, and reasons why there are none, as a few bytes and back: `pack`, and `unpack`, its inverse.

The form is compressed JSON: nothing that is read from it is ever run. A value is the list of its fields in their order,
a solo its columns, a chord its symbol where `parse_chord` makes the same chord of it; so the form follows the nouns of
`music` by itself. The place of a source is left out, so that files which were moved give the same bytes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from jazz.chords import parse_chord
from jazz.errors import ChartError
from jazz.music import NO_CHORD, Chord, LeftOut, Note, Solo, Song

NOUNS = (Song, LeftOut)
"""What is packed, by the number that tells which it is."""
SOURCE = {noun: [field.name for field in fields(noun)].index("source") for noun in NOUNS}
COLUMNS = tuple(field.name for field in fields(Note))
HERE = "\0"
"""Stands for the place of the source."""
FAST = 1
"""The level of compression."""


def pack(results: Sequence[Song | LeftOut], place: str) -> bytes:
    """What a source at `place` gave, as bytes. Inverse of `unpack`."""
    rows = []
    for result in results:
        row = _plain(result)
        row[SOURCE[type(result)]] = result.source.replace(place, HERE, 1)
        rows.append((NOUNS.index(type(result)), row))
    text = json.dumps(rows, separators=(",", ":"), default=lambda number: number.item())  # NumPy's numbers become plain
    return zlib.compress(text.encode(), FAST)


def unpack(data: bytes, place: str) -> list[Song | LeftOut]:
    """What a source at `place` gave. Inverse of `pack`. Raises ValueError where the bytes are damaged."""
    results = []
    try:
        for number, row in json.loads(zlib.decompress(data)):
            noun = NOUNS[number]
            row[SOURCE[noun]] = row[SOURCE[noun]].replace(HERE, place, 1)
            results.append(_maker(noun)(row))
    except (zlib.error, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ValueError(f"these bytes are damaged: {error}") from error
    return results


def _plain(value: Any) -> Any:
    """A value in lists, numbers and texts."""
    if isinstance(value, Solo):
        return [[getattr(note, name) for note in value] for name in COLUMNS]
    if isinstance(value, Chord) and _spelled(value.symbol) == value:
        return value.symbol
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple | frozenset):
        return [_plain(each) for each in value]
    return value


def _spelled(symbol: str) -> Chord | None:
    """The chord that a symbol means by itself."""
    try:
        return NO_CHORD if symbol == NO_CHORD.symbol else parse_chord(symbol)
    except ChartError:
        return None


Maker = Callable[[Any], Any]


@cache
def _maker(kind: Any) -> Maker:
    """What makes a value of a kind from plain ones. Inverse of `_plain`."""
    if kind is Solo:
        return lambda columns: Solo(tuple(map(Note, *columns)))
    if is_dataclass(kind):
        return _chord_maker if kind is Chord else _fields_maker(kind)
    if isinstance(kind, UnionType):
        (inner,) = (_maker(each) for each in get_args(kind) if each is not type(None))
        return lambda plain: None if plain is None else inner(plain)
    if get_origin(kind) in {tuple, frozenset}:
        collection, each = get_origin(kind), _maker(get_args(kind)[0])
        return lambda plain: collection(map(each, plain))
    return lambda plain: plain


def _fields_maker(kind: Any) -> Maker:
    hints = get_type_hints(kind)
    makers = [_maker(hints[field.name]) for field in fields(kind)]
    return lambda plain: kind(*(make(each) for make, each in zip(makers, plain, strict=True)))


def _chord_maker(plain: Any) -> Chord:
    if not isinstance(plain, str):
        return _fields_maker(Chord)(plain)  # type: ignore[no-any-return]
    chord = _spelled(plain)
    if chord is None:
        raise ValueError(f"{plain} is no chord")
    return chord
