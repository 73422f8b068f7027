"""`jazz train`: a soloist of your own."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from jazz.cli import screen
from jazz.cli.options import A_PATH, CTRL_C, SHAPE, again, of_a_network

MOST_WORKERS = 256


@click.command()
@click.argument("sources", nargs=-1, required=True, type=A_PATH)
@click.option("--name", required=True, help="What to call the model.")
@click.option("--from", "base", metavar="MODEL", help="Adapt this model instead of beginning from nothing.")
@click.option("--track", help="Track of the melody in MIDI files: a name or number.")
@click.option("--split", type=A_PATH, help="JSON file that says which songs train and which judge; else by tune.")
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Processes that read files; else one a core.")
@click.option("--cluster", metavar="ADDRESS", help="Dask scheduler whose workers read files, like tcp://10.0.0.1:8786.")
@click.option("--no-cache", is_flag=True, help="Read every file, though it was read before.")
@of_a_network
@click.option("--out", type=A_PATH, help="Folder for the model's folder; else where your own models live.")
@click.option("--fresh", is_flag=True, help="Forget an unfinished training; replace a finished model.")
@click.pass_context
def train(
    context: click.Context,
    /,
    *,
    sources: tuple[Path, ...],
    name: str,
    base: str | None,
    track: str | None,
    split: Path | None,
    workers: int | None,
    cluster: str | None,
    no_cache: bool,
    out: Path | None,
    fresh: bool,
    **settings: Any,
) -> None:
    """Train a soloist on SOURCES.

    SOURCES are MIDI, MusicXML or solo text files, folders of them, or the Weimar Jazz Database. Stopped by Ctrl-C or
    worse, it goes on where it was when the same command is given again.
    """
    from jazz import pipeline, report, teaching
    from jazz.corpus import inventory

    given = [each for each in SHAPE if context.get_parameter_source(each) is ParameterSource.COMMANDLINE]
    if base and given:
        raise click.UsageError(f"--{given[0]} is that of {base}: leave it out, or train from nothing without --from")
    beginning = teaching.open_base(base) if base else None
    folder = teaching.new_model(name, out, fresh=fresh)
    corpus = screen.read(sources, track, mapper=_mapper(workers, cluster), cached=not no_cache)
    click.echo(report.corpus_page(corpus.songs, corpus.left_out))
    inventory.write_report(corpus, folder)
    parted = pipeline.part(corpus, split, settings["seed"])
    inventory.write_report(corpus, folder, {"training": parted.training, "validation": parted.validation})
    click.echo(f"\n{report.parted_line(parted, adapting=bool(base))}")
    try:
        written = teaching.train(
            parted,
            folder,
            settings,
            base=beginning,
            fresh=fresh,
            command=again(context, names_only=True),
            on_event=screen.training(),
        )
    except KeyboardInterrupt:
        click.echo("\njazz: stopped; give the same command again to go on from here", err=True)
        context.exit(CTRL_C)
    if written:
        click.echo(f"wrote {folder}\nplay it: {shlex.join(['jazz', 'solo', '--model', str(folder) if out else name])}")


def _mapper(workers: int | None, cluster: str | None) -> Any:
    """Return where files are read: in processes here, or on a cluster."""
    from jazz.corpus.cluster import on_cluster
    from jazz.corpus.workers import in_processes

    if workers and cluster:
        raise click.UsageError("say --workers or --cluster, not both")
    return partial(on_cluster, address=cluster) if cluster else partial(in_processes, workers=workers)
