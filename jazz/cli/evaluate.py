"""`jazz evaluate`: how well a model foresees, and how it plays."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from jazz import defaults
from jazz.cli import screen
from jazz.cli.options import A_PATH, LARGEST_SEED, Number


@click.command()
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
