"""Manner: names that enough songs bear, flags, and being forgotten."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jazz import solotext
from jazz.errors import JazzError
from jazz.manner import Manners, find_name, forget, joined, manners

SONG = solotext.parse("tempo: 120\n      | C |\nsolo: | c5:1 |")
KNOWN = Manners(("bebop", "swing"), ("Ann Other", "Lou Unknown"))


def test_names_of_enough_songs_are_told_apart() -> None:
    """Three songs make a player; two could only be learned by heart."""
    songs = [replace(SONG, style="bebop", performer=name) for name in ("Ann", "Ann", "Ann", "Bo", "Bo")]
    assert manners(songs) == Manners(("bebop",), ("Ann",))


def test_what_is_not_known_leaves_the_flags_down() -> None:
    assert KNOWN.flags("swing", "Ann Other").tolist() == [0, 1, 1, 0]
    assert KNOWN.flags("polka", "").tolist() == [0, 0, 0, 0]
    assert Manners().of([SONG, SONG]).shape == (2, 0)


def test_names_that_are_joined_stay_in_order() -> None:
    """An alphabet of all styles, then one of all players; who is in both is there once."""
    other = Manners(("cool", "swing"), ("Bo",))
    assert joined(KNOWN, other) == Manners(("bebop", "cool", "swing"), ("Ann Other", "Bo", "Lou Unknown"))
    assert joined(KNOWN, other).names[2:4] == [("style", "swing"), ("player", "Ann Other")]


@pytest.mark.parametrize(
    ("words", "name"), [("Ann Other", "Ann Other"), ("lou", "Lou Unknown"), ("ann-other", "Ann Other"), ("", "")]
)
def test_a_name_is_found_in_any_case_and_by_a_part(words: str, name: str) -> None:
    assert find_name(words, KNOWN.players, "player") == name


def test_an_unknown_name_is_told_with_those_near_it() -> None:
    with pytest.raises(JazzError, match="is it bebop"):
        find_name("bebob", KNOWN.styles, "style")
    with pytest.raises(JazzError, match="without names"):
        find_name("Ann", (), "player")


def test_players_are_forgotten_more_often_than_styles() -> None:
    """Some windows lose both, some the player alone, most neither; without a player's style nobody is left."""
    flags = np.tile(np.array([[1, 0, 0, 1]], np.float32), (2000, 1))
    left = forget(flags, styles=2, rng=np.random.default_rng(0))
    style, player = left[:, 0].mean(), left[:, 3].mean()
    assert 0.8 < style < 0.9
    assert 0.65 < player < 0.75
    assert not ((left[:, 0] == 0) & (left[:, 3] == 1)).any()
