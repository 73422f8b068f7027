"""Values to ids and back; one line of `vocabulary.txt` is one value, its line number (from 0) the id.

The order is the grammar's own, so it never depends on the corpus or on the order of a set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jazz.errors import ModelError
from jazz.grammar import VALUES, Value

_IDS = {each: index for index, each in enumerate(VALUES)}
N_VALUES = len(VALUES)
NO_VALUE = -1
"""Where no value was chosen yet."""


def encode(sentence: Iterable[Value]) -> list[int]:
    """Return the ids of values; inverse of `decode`."""
    return [_IDS[each] for each in sentence]


def decode(ids: Iterable[int]) -> list[Value]:
    """Return the values of ids; inverse of `encode`. Negative ids (none chosen) end the sentence."""
    sentence = []
    for index in ids:
        if index < 0:
            break
        sentence.append(VALUES[index])
    return sentence


def vocabulary_text() -> str:
    """Return the vocabulary as text, a value a line."""
    return "\n".join(str(each) for each in VALUES) + "\n"


def check_vocabulary(lines: Sequence[str], where: str) -> None:
    """Raise ModelError unless the lines are this program's vocabulary."""
    if list(lines) != [str(each) for each in VALUES]:
        raise ModelError(f"{where}: this vocabulary is of another grammar; train the model again with this version")
