"""Options that belong together, the kinds of values that they have, and the command that gives them all again."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from jazz import defaults

LARGEST_SEED = 2**32 - 1
SHAPE = ("cell", "layers", "units", "members")  # options that say what a network looks like
A_PATH = click.Path(path_type=Path)
CTRL_C = 130  # the exit code
NOT_REPEATED = {
    *("output", "as_json", "force", "fresh", "workers", "no_cache", "cluster"),
    *("stems", "musicxml", "transpose_for", "wav", "png", "html"),
}
"""Options that change nothing of what is played or learned."""


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


def again(context: click.Context, *, names_only: bool = False, **drawn: object) -> str:
    """Return the command that does the same again: what was given, and what was drawn; of paths, perhaps the names."""
    words = ["jazz", context.info_name or ""]
    for parameter in context.command.params:
        name = parameter.name or ""
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE and name not in NOT_REPEATED
        if given or name in drawn:
            value = drawn.get(name, context.params[name])
            values = value if isinstance(value, tuple) else () if isinstance(value, bool) else (value,)
            words += [] if isinstance(parameter, click.Argument) else [_flag(parameter, value)]
            words += [(each.name or ".") if names_only and isinstance(each, Path) else f"{each}" for each in values]
    return shlex.join(words)


def _flag(option: click.Parameter, value: object) -> str:
    """Return how an option with this value is begun; a switch that is off has a name of its own."""
    return option.secondary_opts[0] if value is False else option.opts[0]
