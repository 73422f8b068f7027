"""The command line: parses words, calls the pipeline, prints reports. The only room that prints.

A module for each command; imports that take time wait until a command needs them, so that `jazz --help` answers at
once. Every `JazzError` becomes one line on stderr and its class's exit code; a usage error is click's 2, Ctrl-C 130.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from jazz import __version__
from jazz.cli.check import check
from jazz.cli.doctor import doctor
from jazz.cli.evaluate import evaluate
from jazz.cli.inspect import inspect
from jazz.cli.options import CTRL_C
from jazz.cli.shelves import charts, models
from jazz.cli.solo import solo
from jazz.cli.train import train
from jazz.errors import JazzError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code."""
    # NumPy's products here are small: threads wait for each other longer than they work (measured: a solo in 1.3 s on
    # two, 0.25 s on one), and sums in a fixed order are the same on every machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a title in any script must not stop a narrow terminal
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        return int(jazz.main(arguments, prog_name="jazz", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("jazz: stopped by Ctrl-C", err=True)
        return CTRL_C
    except JazzError as error:
        click.echo(f"jazz: {' '.join(str(error).split())}", err=True)
        return error.exit_code


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "show_default": True})
@click.version_option(__version__, prog_name="jazz")
def jazz() -> None:
    """Jazz solos over your changes, as MIDI; and a trainer for solos of your own.

    Begin with `jazz solo`, which plays a blues, or `jazz solo "| Dm7 | G7 | Cmaj7 | % |"`.
    """


for command in (solo, train, inspect, evaluate, models, charts, check, doctor):
    jazz.add_command(command)
