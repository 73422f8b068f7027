"""What moves on the screen while somebody waits: reading, training, playing, judging.

On a terminal one line keeps moving; elsewhere each thing is written once, when it is done. What is asked for goes to
stdout, by `cli`; the progress of everything but training goes to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from jazz.corpus import Corpus
    from jazz.events import Event


def read(sources: Sequence[Path], track: str | None) -> Corpus:
    """Read sources, with a bar on a terminal."""
    from jazz import corpus

    def show(done: int, total: int, _: str) -> None:
        click.echo(f"\rreading {done}/{total}" + "\n" * (done == total), nl=False, err=True)

    return corpus.read(sources, track=track, on_progress=show if sys.stderr.isatty() else None)


def show_name(name: str) -> None:
    """Say what is being judged."""
    click.echo(f"judging {name}", err=True)


def show_playing(name: str, done: int, total: int) -> None:
    """Say who plays: on a terminal one line keeps moving, elsewhere it is written at the end."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{name} plays {done}/{total}", nl=done == total, err=True)
    elif done == total:
        click.echo(f"{name} played over {total} charts", err=True)


def training() -> Callable[[Event], None]:
    """Return a listener for training: on a terminal one line keeps moving, elsewhere it is written once an epoch."""
    from jazz import report
    from jazz.events import Progress

    moving = sys.stdout.isatty()

    def show(event: Event) -> None:
        if isinstance(event, Progress) and moving:
            click.echo(f"\r\033[K{report.progress_line(event)}", nl=event.batch == event.batches)
        elif not isinstance(event, Progress) or event.batch == event.batches:
            click.echo("\n".join(report.words(event)))

    return show
