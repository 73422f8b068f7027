"""A page of small pictures: how people, a model and the controls compare, trait by trait.

Of a number a picture shows each player's mean (a dot, filled when the trait is inside) and what lies between the 10th
and the 90th percentile of the solos (a line); the shaded band is the humans'. Numbers that belong in a row are drawn as
a curve, histograms as outlines over the humans' in grey. It knows no songs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

from jazz.style import Row, Style

HUMAN = "#444444"
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00")  # those of Okabe & Ito (2008): all eyes can tell them
BAND = "#d9d9d9"
COLUMNS = 5
PANEL = (3.6, 2.6)  # inches
DOTS_A_INCH = 110
CURVE = 4  # as many numbers of a trait, or more, are drawn as a curve
MOST_LABELS = 14  # under a histogram


def page(style: Style, title: str) -> bytes:
    """Draw all traits on one page: a PNG. The same style gives the same picture."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    panels = _panels(style.rows)
    lines = -(-len(panels) // COLUMNS)
    figure = Figure(figsize=(COLUMNS * PANEL[0], lines * PANEL[1] + 1.2), dpi=DOTS_A_INCH, layout="constrained")
    figure.suptitle(title, fontsize=15)
    axes = figure.subplots(lines, COLUMNS).ravel()
    for axis, rows in zip(axes, panels, strict=False):
        _draw(axis, rows)
    for axis in axes[len(panels) :]:
        axis.set_axis_off()
    handles, names = _legend(style.rows[0])
    figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False, fontsize=11)
    picture = BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _panels(rows: Sequence[Row]) -> list[list[Row]]:
    """Part the rows into panels: one each, but the numbers of a curve together."""
    panels: list[list[Row]] = []
    for _, found in groupby(rows, key=lambda row: row.trait):
        together = list(found)
        panels += [together] if len(together) >= CURVE else [[row] for row in together]
    return panels


def _draw(axis: Any, rows: Sequence[Row]) -> None:
    draw = _draw_curve if len(rows) > 1 else _draw_number if rows[0].band else _draw_histogram
    draw(axis, rows)
    axis.set_xlabel(rows[0].meaning, fontsize=8, color=HUMAN)
    axis.tick_params(labelsize=8, length=2)
    axis.spines[["top", "right"]].set_visible(False)


def _colours(row: Row) -> list[str]:
    return [HUMAN, *(COLOURS[index % len(COLOURS)] for index in range(len(row.found) - 1))]


def _draw_number(axis: Any, rows: Sequence[Row]) -> None:
    (row,) = rows
    low, high = row.band or (0.0, 0.0)
    axis.axvspan(low, high, color=BAND, lw=0)
    for height, (found, colour) in enumerate(zip(row.found, _colours(row), strict=True)):
        if found.mean is not None:
            axis.plot([found.tenth, found.ninetieth], [-height] * 2, color=colour, lw=1.5)
            axis.plot(found.mean, -height, "o", ms=8, mec=colour, mew=1.5, mfc=colour if found.inside else "white")
            axis.annotate(
                f"{found.mean:.3g}", (found.mean, -height), (0, 5), textcoords="offset points", ha="center", fontsize=8
            )
    axis.set_ylim(0.8 - len(row.found), 0.8)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    axis.set_title(f"{row.trait}, {row.label}" if row.label else row.trait, fontsize=10)


def _draw_curve(axis: Any, rows: Sequence[Row]) -> None:
    across = range(len(rows))
    lows, highs = zip(*(row.band or (0.0, 0.0) for row in rows), strict=True)
    axis.fill_between(across, lows, highs, color=BAND, lw=0)
    for index, colour in enumerate(_colours(rows[0])):
        means = [math.nan if row.found[index].mean is None else row.found[index].mean for row in rows]
        axis.plot(across, means, color=colour, lw=1.5)
        for place, (row, mean) in enumerate(zip(rows, means, strict=True)):
            inside = row.found[index].inside
            axis.plot(place, mean, "o", ms=4, mec=colour, mfc=colour if inside else "white")
    axis.set_xticks(across, [row.label.partition(" ")[0] for row in rows])
    axis.set_ylim(bottom=0)
    axis.set_title(f"{rows[0].trait}, {rows[0].label} to {rows[-1].label}", fontsize=10)


def _draw_histogram(axis: Any, rows: Sequence[Row]) -> None:
    (row,) = rows
    across = range(len(row.classes))
    humans, *others = row.found
    axis.bar(across, humans.shares, width=1.0, color=BAND)
    edges = [place - 0.5 for place in range(len(row.classes) + 1)]
    for found, colour in zip(others, _colours(row)[1:], strict=True):
        if found.distance is not None:
            axis.stairs(found.shares, edges, color=colour, lw=1.3, ls="-" if found.inside else "--")
    every = -(-len(row.classes) // MOST_LABELS)
    axis.set_xticks(across[::every], row.classes[::every], rotation=45 if max(map(len, row.classes)) > 2 else 0)
    axis.set_title(row.trait, fontsize=10)


def _legend(row: Row) -> tuple[list[Any], list[str]]:
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    colours = _colours(row)
    handles: list[Any] = [Line2D([], [], color=colour, marker="o", lw=1.5) for colour in colours]
    handles += [Patch(color=BAND), Line2D([], [], color=HUMAN, marker="o", mfc="white", ls="--")]
    return handles, [found.material for found in row.found] + ["humans' 95 % band, or histogram", "outside"]
