"""`jazz solo`: a solo over a chart, played by a soloist and a band, as a MIDI file and whatever else is asked for."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import click

from jazz import defaults
from jazz.cli import screen
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
@click.option("--style", default="", metavar="NAME", help="bebop, swing ...: see `jazz models show MODEL`.")
@click.option("--player", default="", metavar="NAME", help="In the manner of a player that the model knows.")
@click.option("--model", default=defaults.MODEL, help="A model by name (see `jazz models`) or folder.")
@click.option("--count", type=click.IntRange(1, defaults.MOST_SOLOS), default=1, help="Solos, in numbered files.")
@click.option("--takes", type=click.IntRange(1, defaults.MOST_TAKES), default=defaults.TAKES, help="Keep the best of.")
@click.option("--backing", type=click.Choice(defaults.BACKINGS), default=defaults.BACKING, help="Who accompanies.")
@click.option("--feel", type=click.Choice(defaults.FEELS), help="How all play; else as the chart says.")
@click.option("--swing", type=Number(*defaults.SWINGS), help="Percent of a beat before its off-beat; else by tempo.")
@click.option("--humanise", type=Number(0, defaults.MOST_HUMAN), default=defaults.HUMANISE, help="0: the exact grid.")
@click.option("--intro", is_flag=True, help="The band plays four bars first.")
@click.option("--ending/--no-ending", default=None, help="The band comes to an end; else it does if it is a trio.")
@click.option("--loop", is_flag=True, help="The last bar leads into the first.")
@click.option("--stems", is_flag=True, help="Write a MIDI file for each player, too.")
@click.option("--musicxml", is_flag=True, help="Write the solo with its chords as MusicXML, too.")
@click.option("--transpose-for", metavar="INSTRUMENT", help="Write that for tenor sax, alto sax, Bb, Eb ...")
@click.option("--wav", is_flag=True, help="Write the sound, too; needs FluidSynth and a soundfont.")
@click.option("--png", is_flag=True, help="Write a picture, too.")
@click.option("--html", is_flag=True, help="Write a page that plays, too.")
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
    swing: float | None,
    transpose_for: str | None,
    as_json: bool,
    force: bool,
    **options: Any,
) -> None:
    """Play a solo over CHART.

    CHART is text with bar lines or just chords, in quotes, a shipped chart (see `jazz charts`), an irealb:// link, or a
    file: a chart, an iReal playlist, MusicXML, ABC or MIDI.
    """
    from jazz import charts, delivery, pipeline, report
    from jazz.theory import parse_range

    _check(options, transpose_for)
    seed = secrets.randbelow(DRAWN_SEEDS) if seed is None else seed
    kinds = tuple(kind for kind in defaults.BESIDE if options.pop(kind))
    forms = {name: options.pop(name) for name in ("key", "choruses", "bars", "feel")}
    request = pipeline.Request(
        charts.arrange(charts.find(chart, screen.show_note), **forms),
        seed,
        bounds=None if bounds is None else parse_range(bounds),
        swing=None if swing is None else swing / 100,
        command=again(context, seed=seed),
        **options,
    )
    wanted = delivery.Wanted(kinds, transpose_for)
    names = delivery.name_files(request, output, wanted, force=force)
    player = pipeline.open_model(model)
    takes = pipeline.improvise(player, request)
    made = [
        (delivery.write(take, request, name, wanted, force=force), take)
        for name, take in zip(names, takes, strict=True)
    ]
    click.echo(
        json.dumps(report.solo_facts(request, player, made)) if as_json else report.solo_page(request, player, made)
    )


def _check(options: dict[str, Any], transpose_for: str | None) -> None:
    """Refuse options that contradict each other."""
    if options["choruses"] and options["bars"]:
        raise click.UsageError("say --choruses or --bars, not both")
    if options["loop"] and (options["intro"] or options["ending"]):
        raise click.UsageError("a --loop has neither --intro nor --ending")
    if options["backing"] == "none" and (options["intro"] or options["ending"]):
        raise click.UsageError("--intro and --ending are played by a --backing")
    if transpose_for and not options["musicxml"]:
        raise click.UsageError("--transpose-for goes with --musicxml")
