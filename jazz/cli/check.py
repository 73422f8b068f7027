"""`jazz check`: whether MIDI files are ready for a DAW."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jazz.cli.options import A_PATH

if TYPE_CHECKING:
    from jazz.daw import Finding


@click.command()
@click.argument("files", nargs=-1, required=True, type=A_PATH, metavar="FILE...")
@click.option("--strict", is_flag=True, help="Warnings count as failures.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_context
def check(context: click.Context, /, *, files: tuple[Path, ...], strict: bool, as_json: bool) -> None:
    """Say whether MIDI files are ready for a DAW.

    What sequencers and notation programs stumble over, where it is, and what to do about it; whoever wrote the files.
    Exits with 1 where one is not ready.
    """
    from jazz import daw

    found = {str(file): _findings(file) for file in files}
    clean = {name: daw.is_clean(findings, strict=strict) for name, findings in found.items()}
    if as_json:
        facts = [
            {"file": name, "ready": clean[name], "findings": [each._asdict() for each in findings]}
            for name, findings in found.items()
        ]
        click.echo(json.dumps(facts))
    else:
        click.echo("\n".join(daw.page(name, findings) for name, findings in found.items()))
    context.exit(0 if all(clean.values()) else 1)


def _findings(path: Path) -> list[Finding]:
    """Return what is found in a file; that it cannot be opened is a finding, too."""
    from jazz import daw

    try:
        with path.open("rb") as file:
            return daw.check(file.read(daw.LARGEST + 1))
    except OSError as error:
        advice = "Name a MIDI file that is there and that you may read."
        return [daw.Finding("readable", "fail", "a file that can be opened", f"{error.strerror}", advice)]
