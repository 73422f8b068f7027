"""`jazz models` and `jazz charts`: what there is by name."""

from __future__ import annotations

import click

from jazz import assets, defaults
from jazz.cli import screen


@click.group("models", invoke_without_command=True)
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


@click.group("charts", invoke_without_command=True)
@click.pass_context
def charts(context: click.Context) -> None:
    """List the charts known by name, or write one out."""
    from jazz import charts, pages

    if context.invoked_subcommand is None:
        rows = [(name, pages.chart_line(charts.find(name))) for name in assets.charts()]
        click.echo(pages.table(("chart", "what"), rows))


@charts.command("show")
@click.argument("chart")
@click.option("--key", help="Transpose the chart to this key, like Eb or F#m.")
@click.option("--ireal", "as_link", is_flag=True, help="As a link that iReal Pro opens.")
def show_chart(chart: str, key: str | None, as_link: bool) -> None:
    """Write CHART as the text that all commands read.

    CHART is whatever `jazz solo` plays over: a link of iReal Pro, a lead sheet in MusicXML or ABC, a MIDI file ...
    """
    from jazz import charts, ireal, leadsheet

    page = charts.arrange(charts.find(chart, screen.show_note), key=key)
    click.echo(ireal.link(page) if as_link else leadsheet.format_chart(page), nl=as_link)
