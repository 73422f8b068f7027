"""A piano roll as a page that plays it: one file that needs no network, no server and no library.

The files of `page/` are put together with what the roll says. The MIDI file is the page's download link, and the page's
script reads and plays it from there, so that what is seen, what is heard and what is downloaded are one and the same.
A Content-Security-Policy forbids the page to fetch anything, and to run any script but its own (by its hash): a title
with HTML in it stays a title. Texts are escaped besides.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any

from jazz.music import Key
from jazz.pianoroll.roll import COLOURS, DRUMS, ROLES, Roll, facts
from jazz.theory import spelling

SCRIPTS = ("midi.js", "drawing.js", "voices.js", "player.js", "controls.js")


def html(roll: Roll, *, file_name: str = "solo.mid") -> bytes:
    """The page of a roll, in UTF-8; `file_name` is what its MIDI file is called when it is downloaded."""
    script = "\n(() => {{\n'use strict';\n\n{}}})();\n".format("\n".join(map(_file, SCRIPTS)))
    style = _file("page.css")
    words = {
        "title": roll.title or "Solo",
        "facts": facts(roll),
        "bars": str(roll.bars),
        "command": roll.command,
        "texts": " · ".join(roll.texts),
        "file_name": file_name,
    }
    verbatim = {
        "script": script,
        "script_hash": _hash(script),
        "style": style,
        "style_hash": _hash(style),
        "music": _json(music(roll)),
        "midi": base64.b64encode(roll.midi).decode(),
    }
    return _filled(_file("page.html"), {name: escape(text) for name, text in words.items()} | verbatim).encode()


def music(roll: Roll) -> dict[str, Any]:
    """What the script needs that the MIDI file does not say, or says without accents; times in its ticks."""
    return {
        "bars": roll.bars,
        "bar": roll.bar,
        "beats": roll.metre.beats,
        "tempo": roll.tempo,
        "loop": roll.loop,
        "chords": roll.chords,
        "sections": roll.sections,
        "solo": roll.roles,
        "roles": [(letter, meaning, COLOURS[letter]) for letter, meaning in ROLES.items()],
        "drums": [(line, sorted(pitches)) for line, pitches in DRUMS.items()],
        "names": spelling(roll.key or Key(0)),
    }


def _file(name: str) -> str:
    return (files("jazz.pianoroll") / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """How a policy names an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: Any) -> str:
    """JSON that cannot end the script element which it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")


def _filled(template: str, words: Mapping[str, str]) -> str:
    """The template with its `{{names}}` replaced, once: what is filled in is not looked at again."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: words[match[1]], template)
