"""`jazz solo`: a solo over a chart."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import click

from jazz import defaults
from jazz.cli.options import A_PATH, LARGEST_SEED, Number, again

DRAWN_SEEDS = 1_000_000  # short enough to type again


@click.command()
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
