"""`jazz doctor`: what is installed, and whether it works."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

WORDS = {True: "", None: "missing", False: "BROKEN"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_context
def doctor(context: click.Context, /, *, as_json: bool) -> None:
    """Say what is installed, and whether it works.

    Libraries, engines, what sound needs, and where models lie; with what to do about what is missing. Exits with 1
    where something is broken that every command needs.
    """
    from jazz.doctor import examine
    from jazz.pages import table

    facts = examine()
    if as_json:
        click.echo(json.dumps([asdict(fact) for fact in facts]))
    else:
        click.echo(table(("", "what", "found"), [(WORDS[fact.works], fact.subject, fact.found) for fact in facts]))
        advice = [f"{fact.subject}: {fact.advice}" for fact in facts if not fact.works]
        click.echo("\n".join(["", *advice]) if advice else "\nall is well")
    context.exit(0 if all(fact.works is not False for fact in facts) else 1)
