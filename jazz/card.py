"""The card of a model: what it was trained on, how, how well it foresees, how it was made, its licence.

It is written for a reader who finds the folder years later. This room knows words and configs, no files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from jazz.model import Config
from jazz.music import LeftOut, Song

WEIMAR = (
    "Weimar Jazz Database (WJazzD), The Jazzomat Research Project, Hochschule für Musik Franz Liszt Weimar, "
    "database ODbL 1.0, contents DbCL 1.0, https://jazzomat.hfm-weimar.de"
)
WEIMAR_MARK = ".db#"  # in the source of a song from that database


def attributions(songs: Sequence[Song]) -> list[str]:
    """Return the notices that the sources of songs ask for."""
    return [WEIMAR] if any(WEIMAR_MARK in song.source for song in songs) else []


def headline(config: Config) -> str:
    """Return the card in one line."""
    return (
        f"{config.members} x "
        * (config.members > 1)
        + f"{config.cell} {config.layers} x {config.units}, {config.songs} songs, {config.notes:,} notes, "
        f"{config.epochs:g} epochs, {config.validation_bits:.3f} bits a value on songs it was not trained on"
        + f"; adapted from {config.base}, which has {config.base_bits:.3f}"
        * bool(config.base)
    )


def write_card(
    config: Config,
    training: Sequence[Song],
    validation: Sequence[Song],
    left_out: Sequence[LeftOut],
    *,
    command: str,
    base_card: str = "",
) -> str:
    """Return CARD.md for a model; with that of its base, whose notices go on with its weights, if it was adapted."""
    codes = Counter(each.code for each in left_out)
    reasons = ", ".join(f"{code} {count}" for code, count in sorted(codes.items())) or "none"
    return f"""# {config.name}

A jazz soloist: {headline(config)}.

## Data

- trained on {_amount(training)}
- kept back, and the judge of which weights were kept: {_amount(validation)}
- entries left out: {reasons}

{_licence(config, [*training, *validation])}

## Settings

cell {config.cell}, layers {config.layers}, units {config.units}, members {config.members}, memory of {config.heads}
heads with keys of {config.key_size}, seed {config.seed}, grammar {config.grammar}, {config.n_values} values,
{config.n_context} context features, format {config.format}, jazz {config.version}

styles: {", ".join(config.styles) or "not told apart"}

players: {", ".join(config.players) or "not told apart"}

## Figures

Validation loss {config.validation_bits:.4f} bits a value after {config.epochs:g} epochs.{_progress(config)}
Beside controls, in bits a note: `jazz evaluate {config.name} SOURCE`.

## Made by

    {command}
{_base(base_card)}"""


def _licence(config: Config, songs: Sequence[Song]) -> str:
    notices = [f"- {each}. Keep this notice with the weights." for each in attributions(songs)]
    if config.base:
        notices += [
            f"- These weights go on from those of {config.base}: what its card asks for, below, holds for them."
        ]
    return "\n".join(
        notices or ["- Weights carry what was learned from their sources: share them as your sources allow."]
    )


def _progress(config: Config) -> str:
    if not config.base:
        return ""
    before = f"\n{config.base} as it was: {config.base_bits:.4f} bits a value on the same songs."
    return before if config.epochs else f"{before} No epoch was better, so these are its weights."


def _base(card: str) -> str:
    """Return the card of a base as a section, its headings two levels down."""
    return f"\n## Adapted from\n\n{re.sub('^#', '###', card, flags=re.MULTILINE)}" if card else ""


def _amount(songs: Sequence[Song]) -> str:
    tunes, notes = len({song.tune for song in songs}), sum(len(song.solo) for song in songs)
    return f"{len(songs)} songs of {tunes} tunes, {notes:,} notes"
