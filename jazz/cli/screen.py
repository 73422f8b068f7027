"""What moves on the screen while somebody waits: reading, training, playing, judging.

On a terminal one line keeps moving; elsewhere each thing is written once, when it is done. What is asked for goes to
stdout, by `cli`; the progress of everything but training goes to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from jazz.music import LeftOut, Song

if TYPE_CHECKING:
    from jazz.corpus import Corpus, OnProgress
    from jazz.corpus.readers import Source
    from jazz.corpus.workers import Mapper
    from jazz.events import Event


def read(
    sources: Sequence[Path], track: str | None, *, mapper: Mapper[Source, bytes] | None = None, cached: bool = True
) -> Corpus:
    """Read sources, and say how far it is and how long it takes.

    `mapper` decides where they are read, else in processes here; if `cached`, what was read before is not read again.
    """
    from jazz import corpus
    from jazz.corpus.cache import Cache
    from jazz.corpus.workers import in_processes

    with Cache() if cached else nullcontext() as cache, _reading() as show:
        found = corpus.read(sources, track=track, mapper=mapper or in_processes, cache=cache, on_progress=show)
    for note in found.notes:
        click.echo(note, err=True)
    return found


@contextmanager
def _reading() -> Iterator[OnProgress]:
    """On a terminal a bar with what is done and how long the rest takes, elsewhere a line at the end."""
    begun, counts = monotonic(), {Song: 0, LeftOut: 0}

    def show(done: int, total: int, results: Sequence[Song | LeftOut]) -> None:
        for result in results:
            counts[type(result)] += 1
        rate = sum(counts.values()) / max(monotonic() - begun, 1e-3)
        said = f"{counts[Song]:,} songs, {counts[LeftOut]:,} left out, {rate:,.0f}/s"
        if sys.stderr.isatty():
            bar = bars[0] if bars else stack.enter_context(_bar(total))
            bars[:] = [bar]
            bar.update(done - bar.pos, said)
        elif done == total:
            click.echo(f"read {said}", err=True)

    bars: list[Any] = []
    with ExitStack() as stack:
        yield show


def _bar(total: int) -> Any:
    return click.progressbar(
        length=total, label="reading", file=sys.stderr, show_pos=True, item_show_func=lambda said: said
    )


def show_name(name: str) -> None:
    """Say what is being judged."""
    click.echo(f"judging {name}", err=True)


def show_note(note: str) -> None:
    """Say what a user should know of what was read."""
    click.echo(f"note: {note}", err=True)


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
