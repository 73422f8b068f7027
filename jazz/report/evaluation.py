"""How well a model foresees and plays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jazz.pages import table

if TYPE_CHECKING:
    from jazz.copying import Copying
    from jazz.evaluate import Interval, Row
    from jazz.judge import Verdict
    from jazz.style import Found, Style

MOST_TELLS = 12


def rows_table(rows: Sequence[Row]) -> str:
    """Bits a note with 95 % intervals, and accuracies, a line for each predictor."""
    head = ("bits a note", "onset", "pitch", "length", "total", "top-1 pitch", "top-1 onset")
    bits = (
        (
            row.name,
            _interval_cell(row.onset),
            _interval_cell(row.pitch),
            _interval_cell(row.length),
            _interval_cell(row.total),
            f"{row.top1_pitch:.3f}",
            f"{row.top1_onset:.3f}",
        )
        for row in rows
    )
    return table(head, bits)


def style_table(style: Style) -> str:
    """A line for each trait: the human mean and band, how far apart halves of the humans are, and each material."""
    humans, *others = (found.material for found in style.rows[0].found)
    head = ("trait", humans, "95 % band", "apart", *others)
    lines = []
    for row in style.rows:
        human, *found = row.found
        band = " to ".join(_figure(edge) for edge in row.band) if row.band else ""
        name = f"{row.trait}, {row.label}" if row.label else row.trait
        lines.append((name, _figure(human.mean), band, _figure(row.apart), *map(_found_cell, found)))
    counts = "; ".join(f"{name} {style.inside(name)}" for name in others)
    return "\n".join(
        [
            table(head, lines),
            "",
            f"{style.songs} human solos over {style.tunes} tunes; means of solos, and (distance from the humans).",
            '"apart" is the distance that 95 % of halves of the human tunes keep from the other half; * marks what is',
            "outside: a mean outside the band, or a distance over it.",
            f"Inside, of {len(style.rows)}: {counts}; a half of the humans, against the other: "
            f"{style.halves_inside * len(style.rows):.0f}.",
        ]
    )


def verdicts_page(verdicts: Sequence[Verdict]) -> str:
    """A line for each material: how well it is told from humans; then by what the model is."""
    rows = [
        (each.name, *map(_interval_cell, (each.together, each.by_hallmarks, each.by_sequence)), each.phrases)
        for each in verdicts
    ]
    head = ("told from humans, AUC", "together", "by hallmarks", "by the raw sequence", "phrases")
    model = verdicts[1]
    tells = [
        (f"{tell.family}: {tell.name}", _figure(tell.human), _figure(tell.other), f"{tell.alone:.3f}")
        for tell in model.tells[:MOST_TELLS]
    ]
    return "\n".join(
        [
            table(head, rows),
            "",
            "0.5 is guessing, 1 is always told; phrases of four bars, of tunes that the judge did not learn on.",
            "",
            table((f"what gives {model.name} away", "human", model.name, "AUC alone"), tells),
        ]
    )


def copying_table(copies: Sequence[tuple[str, Copying]]) -> str:
    """A line for each material: its longest passages in common with training songs, in notes."""
    rows = [
        (name, f"{each.median:g}", f"{each.percentile_95:g}", each.longest.notes, f"{each.share:.4f}")
        for name, each in copies
    ]
    head = ("as in a training song", "median", "95 %", "longest, notes", "8-note patterns")
    return "\n".join([table(head, rows), "", "Intervals and onsets, in any key; of each solo the longest passage."])


def copying_facts(copies: Sequence[tuple[str, Copying]]) -> list[dict[str, Any]]:
    """Return the same for machines."""
    return [
        {
            "name": name,
            "solos": each.solos,
            "median": each.median,
            "percentile_95": each.percentile_95,
            "longest": each.longest.notes,
            "share": each.share,
        }
        for name, each in copies
    ]


def _interval_cell(interval: Interval) -> str:
    return f"{interval.mean:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _found_cell(found: Found) -> str:
    if found.distance is None:
        return "none *"
    return f"{_figure(found.mean)} ({_figure(found.distance)}){' ' if found.inside else '*'}".lstrip()


def _figure(number: float | None) -> str:
    """Three significant figures, four decimals at most."""
    if number is None:
        return ""
    return f"{number:.{max(0, min(4, 2 - math.floor(math.log10(abs(number))))) if number else 0}f}"
