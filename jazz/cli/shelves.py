"""`jazz models` and `jazz charts`: what there is by name."""

from __future__ import annotations

import click

from jazz import assets, defaults


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


@click.command("charts")
def charts() -> None:
    """List the charts known by name."""
    from jazz import charts, pages

    rows = [(name, pages.chart_line(charts.find(name))) for name in assets.charts()]
    click.echo(pages.table(("chart", "what"), rows))
