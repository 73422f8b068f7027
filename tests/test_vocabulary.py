"""Values and ids."""

from __future__ import annotations

import pytest

from jazz.errors import ModelError
from jazz.grammar import read_sentence
from jazz.vocabulary import check_vocabulary, decode, encode, vocabulary_text


def test_decode_is_the_inverse_of_encode() -> None:
    sentence = read_sentence("R 8 C+7 8/3 8va A-1 1~ 4. 8R")
    assert decode(encode(sentence)) == sentence


def test_a_negative_id_ends_the_sentence() -> None:
    assert decode([*encode(read_sentence("C+7 8")), -1, 5]) == read_sentence("C+7 8")


def test_a_foreign_vocabulary_is_refused() -> None:
    lines = vocabulary_text().splitlines()
    check_vocabulary(lines, "here")
    with pytest.raises(ModelError, match="another grammar"):
        check_vocabulary(lines[::-1], "here")
