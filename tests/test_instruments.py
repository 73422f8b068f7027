"""Instruments: one table, found by any usual name."""

import pytest

from jazz.errors import JazzError
from jazz.instruments import INSTRUMENTS, find_instrument


@pytest.mark.parametrize("name", ["tenor sax", "Tenor-Sax", "TENOR_SAX", " ts ", "tenor saxophone"])
def test_a_tenor_is_a_tenor(name: str) -> None:
    assert find_instrument(name) is INSTRUMENTS[0]


def test_names_are_unique_and_fit_a_track() -> None:
    """No name means two players, and every track name is plain ASCII that could be a file name."""
    names = [name for player in INSTRUMENTS for name in (player.name, *player.aliases)]
    assert len(names) == len(set(names))
    assert all(player.track.replace(" ", "").isalpha() and player.track.isascii() for player in INSTRUMENTS)
    assert "Chords" not in {player.track for player in INSTRUMENTS}


def test_ranges_are_playable() -> None:
    """At least two octaves, inside the piano, with the centre in the middle."""
    for player in INSTRUMENTS:
        assert 21 <= player.low < player.low + 24 <= player.high <= 108
        assert player.low < player.centre < player.high
        assert 0 <= player.program <= 127


def test_an_unknown_name_gets_the_list() -> None:
    with pytest.raises(JazzError, match="tenor sax, soprano sax"):
        find_instrument("theremin")
