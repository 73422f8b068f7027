"""The links of iReal Pro: where they stand in a text, which songs are in them, and how their music is scrambled.

A link is a list of fields with "=" between them, in percent signs. `irealb://` links have ten fields a song, of which
the seventh is the music behind a magic word: blocks of 50 characters, each with some pairs of them changed over.
`irealbook://` links have six, in plain text. Knows no music. The app's makers have published the plain form
(irealpro.com, "custom chord chart protocol"); the other is as the readers ireal-reader and accompaniser found it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from jazz.errors import ChartError

MAGIC = "1r34LbKcu7"
BLOCK = 50
SWAPPED = (*range(5), *range(10, 24))
"""The places in a block that change over with those as far from its end."""
SHORTHAND = {"Kcl": "| x", "LZ": " |", "XyQ": "   "}
BEFORE_MUSIC = 6  # fields of a song: title, composer, a spare, style, key, transposition
PLAIN_FIELDS = 6  # title, composer, style, key, "n", music
NEXT_SONG = "==="
COMPOSER = "Composer Unknown"
"""What the app says of a song without one."""
MOST_CHARACTERS = 20_000_000
LINK = re.compile(r'(irealb(?:ook)?)://((?:(?!irealb(?:ook)?://)[^"\r\n])*)', re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-z]{2,8});")
BARE = re.compile(r"[^\s<>]*%[0-9A-Fa-f]{2}[^\s<>]*")
"""A link that needs no quotation marks: what cannot stand in an address is written with percent signs."""


class Entry(NamedTuple):
    """A song of a link: its words as they stand there, its music in plain text, its tempo (0 where it says none)."""

    title: str
    style: str
    key: str
    music: str
    tempo: str = "0"


def entries(text: str) -> list[Entry]:
    """The songs of all links in a text or a page. Raises ChartError where there is none, or one is cut short."""
    if len(text) > MOST_CHARACTERS:
        raise ChartError(f"the text has {len(text):,} characters; {MOST_CHARACTERS:,} are the limit")
    found = [entry for link in LINK.finditer(text) for entry in _songs(link[1], _address(link[2]))]
    if not found:
        raise ChartError("there is no song of iReal Pro here; its links begin with irealb:// or irealbook://")
    return found


def _address(text: str) -> str:
    """What a link says, without what follows it in a text."""
    bare = BARE.match(text)
    return unquote(ENTITY.sub(lambda entity: html.unescape(entity[0]), bare[0] if bare else text), errors="replace")


def _songs(scheme: str, address: str) -> Iterator[Entry]:
    if scheme.lower() == "irealb" or MAGIC in address:
        yield from _scrambled(address.split("="))
    else:
        yield from _plain(address)


def _scrambled(fields: list[str]) -> Iterator[Entry]:
    """The songs of a link, each found by its music: empty fields can look like the sign between two songs."""
    places = [place for place, text in enumerate(fields) if text.startswith(MAGIC)]
    if not places or places[0] < BEFORE_MUSIC:
        raise ChartError("the link of iReal Pro is cut short: it has no song with title, style, key and music")
    for place in places:
        title, _, _, style, key, _ = fields[place - BEFORE_MUSIC : place]
        groove, tempo = [*fields[place + 1 : place + 3], "", ""][:2]
        style = style or groove.partition("-")[2]
        yield Entry(_title(title), style.strip(), key.strip(), unscrambled(fields[place]), tempo.strip() or "0")


def _plain(address: str) -> Iterator[Entry]:
    """The songs of a link in plain text; the name of a playlist may follow the last."""
    for part in address.strip().split(NEXT_SONG):
        fields = part.split("=")
        if len(fields) < PLAIN_FIELDS:
            if NEXT_SONG not in address or len(fields) > 1:
                raise ChartError(f"the link of iReal Pro is cut short: {len(fields)} of {PLAIN_FIELDS} fields")
            continue
        for place in range(0, len(fields) - PLAIN_FIELDS + 1, PLAIN_FIELDS):
            title, _, style, key, _, music = fields[place : place + PLAIN_FIELDS]
            yield Entry(_title(title), style.strip(), key.strip(), _written_out(music))


def _title(text: str) -> str:
    """A title as one says it: "Corner, The" is The Corner."""
    return re.sub(r"(.+), (The|A|An)$", r"\2 \1", " ".join(text.split()))


def unscrambled(text: str) -> str:
    """Music in plain text; the inverse of `scrambled` but for the app's shorthand, which is written out."""
    return _written_out(_swapped(text.removeprefix(MAGIC)))


def _written_out(music: str) -> str:
    for short, written in SHORTHAND.items():
        music = music.replace(short, written)
    return music


def scrambled(music: str) -> str:
    """Music as it stands in a link, behind the magic word."""
    return MAGIC + _swapped(music)


def _swapped(text: str) -> str:
    """All whole blocks changed over, except where one or none character follows the last; its own inverse."""
    whole = (len(text) - 2) // BLOCK * BLOCK if len(text) > BLOCK + 1 else 0
    blocks = [list(text[place : place + BLOCK]) for place in range(0, whole, BLOCK)]
    for block in blocks:
        for place in SWAPPED:
            block[place], block[-1 - place] = block[-1 - place], block[place]
    return "".join(map("".join, blocks)) + text[whole:]


def irealb(entry: Entry) -> str:
    """The link of a song; two empty fields in a row would look like the sign between two songs."""
    fields = [entry.title, COMPOSER, "", entry.style, entry.key, "", scrambled(entry.music), "", entry.tempo, "1"]
    return "irealb://" + quote("=".join(fields), safe="=")
