"""Manner: in which style, and like which player, a model was taught to play.

A model knows the styles and players that its songs name often enough; a song's manner is a row of flags for the
network, all zero where style and player are unknown. In training they are forgotten now and then, so that the model
plays without being told, too. This room knows names, and no network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from jazz.errors import JazzError
from jazz.music import Song

FEWEST_SONGS = 3
"""Names of fewer songs than this would be learned by heart."""

FORGET_BOTH, FORGET_PLAYER = 0.15, 0.15


@dataclass(frozen=True)
class Manners:
    """The styles and the players that a model knows, each in alphabetical order."""

    styles: tuple[str, ...] = ()
    players: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many flags a manner has."""
        return len(self.styles) + len(self.players)

    @property
    def names(self) -> list[tuple[str, str]]:
        """What each flag stands for: "style" or "player", and the name."""
        return [*(("style", name) for name in self.styles), *(("player", name) for name in self.players)]

    def flags(self, style: str, player: str) -> np.ndarray:
        """Return the flags (len,) of a style and a player; names that are not known leave them 0."""
        return np.array(
            [*(style == each for each in self.styles), *(player == each for each in self.players)], np.float32
        )

    def of(self, songs: Iterable[Song]) -> np.ndarray:
        """Return the flags of songs: (songs, len)."""
        return np.stack([self.flags(song.style, song.performer) for song in songs])


def manners(songs: Sequence[Song]) -> Manners:
    """Return the styles and players that enough of the songs name."""
    styles, players = Counter(song.style for song in songs), Counter(song.performer for song in songs)
    return Manners(
        *(tuple(sorted(n for n, times in c.items() if n and times >= FEWEST_SONGS)) for c in (styles, players))
    )


def joined(one: Manners, other: Manners) -> Manners:
    """Return the styles and players that either of two knows."""
    return Manners(tuple(sorted({*one.styles, *other.styles})), tuple(sorted({*one.players, *other.players})))


def find_name(words: str, known: Sequence[str], what: str) -> str:
    """Return the known name that words mean, in any case, in full or a part that only one has. Raises JazzError."""
    if not words:
        return ""
    folded = {_plain(name): name for name in known}
    wanted = _plain(words)
    if wanted in folded:
        return folded[wanted]
    parts = [name for low, name in folded.items() if wanted in low]
    if len(parts) == 1:
        return parts[0]
    near = parts or [folded[low] for low in get_close_matches(wanted, folded, n=3, cutoff=0.5)] or list(known)
    said = f"; is it {', '.join(near[:8])}?" if near else ": it was taught without names"
    raise JazzError(f'{what} "{words}" is not one that this model knows{said}')


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def forget(flags: np.ndarray, styles: int, rng: np.random.Generator) -> np.ndarray:
    """Return manners (m, len) of which some lost their player, and some both style and player."""
    fate = rng.random(len(flags))[:, None]
    is_player = np.arange(flags.shape[1])[None] >= styles
    lost = (fate < FORGET_BOTH) | ((fate < FORGET_BOTH + FORGET_PLAYER) & is_player)
    return np.where(lost, np.float32(0), flags)
