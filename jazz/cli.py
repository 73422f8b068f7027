"""The command line: parses words, calls the pipeline, prints reports. The only room that prints.

Imports that take time wait until a command needs them, so that `jazz --help` answers at once. Every `JazzError` becomes
one line on stderr and its class's exit code; a usage error is click's 2, Ctrl-C 130.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from jazz import __version__, assets, defaults, screen
from jazz.errors import JazzError
from jazz.options import A_PATH, LARGEST_SEED, SHAPE, Number, of_a_network

CTRL_C = 130  # the exit code
DRAWN_SEEDS = 1_000_000  # short enough to type again
MOST_WORKERS = 256
NOT_REPEATED = {
    "output",
    "as_json",
    "force",
    "fresh",
    "workers",
    "no_cache",
    "cluster",
}  # they change nothing of what is made


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


@jazz.command()
@click.argument("chart", default=defaults.CHART)
@click.option("-o", "--output", type=A_PATH, help="MIDI file to write; else named after chart and seed, here.")
@click.option("--tempo", type=Number(*defaults.TEMPOS), help="Quarter notes a minute; else the chart's.")
@click.option("--choruses", type=click.IntRange(1, defaults.MOST_BARS), help="Times through the chart.")
@click.option("--bars", type=click.IntRange(1, defaults.MOST_BARS), help="Bars to play, going round the chart.")
@click.option("--key", help="Transpose the chart to this key, like Eb or F#m.")
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), help="The same seed makes the same solo; else drawn.")
@click.option("--temperature", type=Number(*defaults.TEMPERATURES), default=defaults.TEMPERATURE, help="Low: safe.")
@click.option("--top-p", type=Number(0, 1, min_open=True), default=defaults.TOP_P, help="Choose among the likeliest.")
@click.option("--motifs", type=Number(0, defaults.MOST_MOTIFS), default=defaults.MOTIFS, help="1: as often as learned.")
@click.option("--range", "bounds", metavar="LOW:HIGH", help="Lowest and highest pitch, like C4:C6; a guarantee.")
@click.option("--max-leap", type=click.IntRange(1, 127), default=defaults.MAX_LEAP, help="In semitones; a guarantee.")
@click.option("--instrument", default=defaults.INSTRUMENT, help="Who plays: tenor sax, trumpet, piano ...")
@click.option("--backing", type=click.Choice(defaults.BACKINGS), default=defaults.BACKING, help="Who comps.")
@click.option("--style", default="", metavar="NAME", help="bebop, swing ...: see `jazz models show MODEL`.")
@click.option("--player", default="", metavar="NAME", help="In the manner of a player that the model knows.")
@click.option("--model", default=defaults.MODEL, help="A model by name (see `jazz models`) or folder.")
@click.option("--count", type=click.IntRange(1, defaults.MOST_SOLOS), default=1, help="Solos, in numbered files.")
@click.option("--takes", type=click.IntRange(1, defaults.MOST_TAKES), default=defaults.TAKES, help="Keep the best of.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--force", is_flag=True, help="Replace files that stand already.")
@click.pass_context
def solo(
    context: click.Context,
    /,
    *,
    chart: str,
    model: str,
    output: Path | None,
    seed: int | None,
    bounds: str | None,
    as_json: bool,
    force: bool,
    **options: Any,
) -> None:
    """Play a solo over CHART.

    CHART is text with bar lines or just chords, in quotes, a chart file, or a shipped chart (see `jazz charts`).
    """
    from jazz import charts, midi, pipeline, report
    from jazz.theory import parse_range

    if options["choruses"] and options["bars"]:
        raise click.UsageError("say --choruses or --bars, not both")
    seed = secrets.randbelow(DRAWN_SEEDS) if seed is None else seed
    forms = {name: options.pop(name) for name in ("key", "choruses", "bars")}
    page = charts.arrange(charts.find(chart), **forms)
    within = None if bounds is None else parse_range(bounds)
    request = pipeline.Request(page, seed, bounds=within, command=again(context, seed=seed), **options)
    files = pipeline.name_files(request, output, force=force)
    player = pipeline.open_model(model)
    made = list(zip(files, pipeline.improvise(player, request), strict=True))
    for file, take in made:
        midi.write(take.performance, file, force=force)
    click.echo(
        json.dumps(report.solo_facts(request, player, made)) if as_json else report.solo_page(request, player, made)
    )


@jazz.command()
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


@jazz.command()
@click.argument("page", metavar="FILE|CHART")
@click.option("--track", help="Track of the melody in a MIDI file: a name or number.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def inspect(page: str, track: str | None, as_json: bool) -> None:
    """Write out a solo or a chart.

    Of a solo, which track it was found in and why, where its chords come from, and bar by bar its chords, notes,
    lengths, grammar values and roles; of a chart, what its chords mean.
    """
    from jazz import pages, pipeline
    from jazz.music import Song

    found = pipeline.inspect(page, track=track)
    if as_json:
        click.echo(json.dumps(pages.song_facts(found) if isinstance(found, Song) else pages.chart_facts(found)))
    else:
        click.echo(pages.song_page(found) if isinstance(found, Song) else pages.chart_page(found))


@jazz.command()
@click.argument("model")
@click.argument("sources", nargs=-1, required=True, type=A_PATH)
@click.option("--track", help="Track of the melody in MIDI files: a name or number.")
@click.option("--split", type=A_PATH, help="JSON file: fit controls on train, judge on val; else judge all.")
@click.option("--style", is_flag=True, help="Let MODEL play, and compare its solos with the songs.")
@click.option("--judge", is_flag=True, help="Let MODEL play, and a classifier tell its solos from the songs.")
@click.option("--copying", is_flag=True, help="Let MODEL play, and look for what stands in the songs of a --split.")
@click.option("-o", "--page", type=A_PATH, help="PNG file to draw the style in.")
@click.option("--count", type=click.IntRange(1, defaults.MOST_SOLOS), default=1, help="Solos over each chart.")
@click.option("--takes", type=click.IntRange(1, defaults.MOST_TAKES), default=defaults.TAKES, help="For each solo.")
@click.option(
    "--temperature", type=Number(*defaults.TEMPERATURES), default=defaults.TEMPERATURE, help="Of these solos."
)
@click.option("--top-p", type=Number(0, 1, min_open=True), default=defaults.TOP_P, help="Of these solos.")
@click.option("--motifs", type=Number(0, defaults.MOST_MOTIFS), default=defaults.MOTIFS, help="Of these solos.")
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=0, help="The same seed makes the same solos.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--force", is_flag=True, help="Replace a page that stands already.")
def evaluate(
    *,
    model: str,
    sources: tuple[Path, ...],
    track: str | None,
    split: Path | None,
    style: bool,
    judge: bool,
    copying: bool,
    page: Path | None,
    as_json: bool,
    force: bool,
    **playing: Any,
) -> None:
    """Score MODEL on songs it has not seen.

    In bits a note, lower is better, beside controls that are fitted on the other songs of SOURCES. With --style,
    --judge or --copying, by what MODEL plays over the charts of the songs, beside people and controls.
    """
    from jazz import assessment, pipeline, report
    from jazz.material import Playing

    if page is not None:
        if not style:
            raise click.UsageError("--page goes with --style")
        assessment.check_page(page, force=force)
    if judge:
        assessment.check_judge()
    if copying:
        assessment.check_copying(split)
    trained = pipeline.open_model(model)
    found = screen.read(sources, track)
    pages: dict[str, tuple[Any, str]] = {}
    if not (style or judge or copying):
        rows = assessment.foresee(trained, found, split, screen.show_name)
        pages["bits"] = [asdict(row) for row in rows], report.rows_table(rows)
    else:
        materials = assessment.play(trained, found, split, Playing(**playing), screen.show_playing)
    if style:
        compared = assessment.compare_style(materials, playing["seed"])
        pages["style"] = asdict(compared), report.style_table(compared)
        if page is not None:
            assessment.write_page(compared, trained.config.name, page, force=force)
    if judge:
        verdicts = assessment.ask_a_judge(materials, playing["seed"], screen.show_name)
        pages["judge"] = [asdict(verdict) for verdict in verdicts], report.verdicts_page(verdicts)
    if copying:
        copies = assessment.look_for_copies(materials, found, split)
        pages["copying"] = report.copying_facts(copies), report.copying_table(copies)
    if as_json:
        click.echo(json.dumps({name: facts for name, (facts, _) in pages.items()}))
    else:
        click.echo("\n\n".join(text for _, text in pages.values()))


@jazz.group("models", invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List the models known by name, or show one."""
    from jazz import pages, pipeline

    if context.invoked_subcommand is None:
        click.echo(pages.table(("model", "card"), pipeline.model_cards()))


@models.command("show")
@click.argument("model", default=defaults.MODEL)
def show_model(model: str) -> None:
    """Show what MODEL is: its figures, and the styles and players it knows."""
    from jazz import pipeline, report

    click.echo(report.model_page(pipeline.open_config(model)))


@jazz.command("charts")
def list_charts() -> None:
    """List the charts known by name."""
    from jazz import charts, pages

    rows = [(name, pages.chart_line(charts.find(name))) for name in assets.charts()]
    click.echo(pages.table(("chart", "what"), rows))


def again(context: click.Context, *, names_only: bool = False, **drawn: object) -> str:
    """Return the command that does the same again: what was given, and what was drawn; of paths, perhaps the names."""
    words = ["jazz", context.info_name or ""]
    for parameter in context.command.params:
        name = parameter.name or ""
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE and name not in NOT_REPEATED
        if given or name in drawn:
            value = drawn.get(name, context.params[name])
            values = value if isinstance(value, tuple) else (value,)
            words += [] if isinstance(parameter, click.Argument) else [parameter.opts[0]]
            words += [(each.name or ".") if names_only and isinstance(each, Path) else f"{each}" for each in values]
    return shlex.join(words)
