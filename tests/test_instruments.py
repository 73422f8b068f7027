"""Instruments: one table, found by any usual name."""

import pytest

from jazz.errors import JazzError
from jazz.instruments import INSTRUMENTS, find_instrument, transposition


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


def test_a_part_is_written_for_an_instrument_or_a_key() -> None:
    """A tenor reads a ninth above what sounds, an alto a major sixth; so do all instruments in Bb and Eb."""
    assert [transposition(name) for name in ("tenor-sax", "alto sax", "bs", "tp", "bass", "flute")] == [
        14,
        9,
        21,
        2,
        12,
        0,
    ]
    assert [transposition(key) for key in ("Bb", "eb", "B♭", "C", "F")] == [2, 9, 2, 0, 7]
    with pytest.raises(JazzError, match="not an instrument"):
        transposition("H")
