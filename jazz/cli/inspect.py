"""`jazz inspect`: a solo or a chart, written out."""

from __future__ import annotations

import json

import click


@click.command()
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
