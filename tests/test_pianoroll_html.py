"""The page of a roll as text: all in one file, the MIDI file inside, and whatever users write stays words."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from jazz.pianoroll import html
from jazz.pianoroll.html import SCRIPTS, _file
from tests import stand

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&{{midi}}{{script}}"


class Page(HTMLParser):
    """What a browser would find in a page: tags with their attributes, and the text in each kind of tag."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._inside = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attributes)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  (as the parser calls it)
        """Note that what follows is not in it."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.setdefault(self._inside, []).append(data)

    def find(self, tag: str, **wanted: str) -> dict[str, str | None]:
        """The attributes of the first tag that has these among them."""
        return next(found for name, found in self.tags if name == tag and wanted.items() <= found.items())


def test_the_midi_file_is_the_download_link() -> None:
    roll = stand.roll()
    link = Page(html(roll, file_name="take.mid")).find("a", id="midi")
    assert link["download"] == "take.mid"
    kind, _, data = str(link["href"]).partition(",")
    assert kind == "data:audio/midi;base64"
    assert base64.b64decode(data) == roll.midi


def test_nothing_is_fetched_and_only_its_own_script_and_style_are_allowed() -> None:
    page = Page(html(stand.roll()))
    policy = str(page.find("meta", **{"http-equiv": "Content-Security-Policy"})["content"])
    assert policy.startswith("default-src 'none'; ")
    for kind in ("script", "style"):
        text = page.texts[kind][-1]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    addresses = [value for _, found in page.tags for name, value in found.items() if name in {"src", "href", "action"}]
    assert [str(address)[:5] for address in addresses] == ["data:"]
    assert not any(name.startswith("on") for _, found in page.tags for name in found)


def test_what_users_write_stays_words() -> None:
    roll = replace(
        stand.roll(stand.performance(HOSTILE)),
        command=HOSTILE,
        texts=(HOSTILE,),
        sections=((0, HOSTILE),),
        chords=((0, HOSTILE),),
    )
    hostile, tame = Page(html(roll)), Page(html(stand.roll()))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in tame.tags]
    assert hostile.texts["title"] == hostile.texts["h1"][:1] == [HOSTILE]
    assert hostile.texts["code"] == [HOSTILE]
    music = json.loads(hostile.texts["script"][0])
    assert music["sections"] == [[0, HOSTILE]]
    assert hostile.texts["script"][-1] == tame.texts["script"][-1]


def test_every_button_and_field_says_what_it_is() -> None:
    page = html(stand.roll()).decode()
    for field in re.findall(r"<input[^>]*>", page):
        assert re.search(rf"<label>[^<]*{re.escape(field)}", page), field
    assert all(re.findall(r"<button[^>]*>([^<]*)</button>", page))


def test_the_same_roll_gives_the_same_small_page() -> None:
    page = html(stand.roll())
    assert page == html(stand.roll())
    assert len(page) - len(stand.roll().midi) * 4 / 3 < 60_000


@pytest.mark.parametrize("name", ["page.css", *SCRIPTS])
def test_no_file_of_the_page_can_end_its_element_or_names_an_address(name: str) -> None:
    text = _file(name)
    assert "</" not in text
    assert set(re.findall(r"https?://[^\s\"')]+", text)) <= {"http://www.w3.org/2000/svg"}
