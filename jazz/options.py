"""Options of the command line that belong together, and the kinds of values that options have."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from jazz import defaults

LARGEST_SEED = 2**32 - 1
SHAPE = ("cell", "layers", "units", "members")  # options that say what a network looks like
A_PATH = click.Path(path_type=Path)


class Number(click.FloatRange):
    """A finite number in a range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse nan and infinities, which no range keeps out."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a number.", param, ctx)
        return number


NETWORK = (
    click.option("--cell", type=click.Choice(defaults.CELLS), default=defaults.CELL, help="Recurrent cell."),
    click.option(
        "--layers", type=click.IntRange(1, defaults.MOST_LAYERS), default=defaults.LAYERS, help="Recurrent layers."
    ),
    click.option("--units", type=click.IntRange(1, defaults.MOST_UNITS), default=defaults.UNITS, help="Cells a layer."),
    click.option(
        "--members",
        type=click.IntRange(1, defaults.MOST_MEMBERS),
        default=defaults.MEMBERS,
        help="Networks that play as one.",
    ),
    click.option(
        "--strategy",
        type=click.Choice(defaults.STRATEGIES),
        default=defaults.STRATEGY,
        help="One device, all here, or all of several machines.",
    ),
    click.option("--epochs", type=click.IntRange(1, 10_000), default=defaults.EPOCHS, help="At most."),
    click.option("--minutes", type=Number(0, 100_000, min_open=True), help="At most."),
    click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=0, help="Of weights, windows and parting."),
)
"""What a network looks like, and how it is taught."""


def of_a_network(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of `NETWORK`."""
    for option in reversed(NETWORK):
        command = option(command)
    return command
