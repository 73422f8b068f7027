"""The DAW check passes a clean file, finds each fault by its own rule, and has an answer to any bytes whatsoever."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazz import daw, midi
from jazz.daw import walking
from jazz.music import Change, Chart, Key, Metre, Part, Performance, PlayedNote
from jazz.theory import parse_chord
from tests.midi_bytes import header, meta, mutated, number, smf, track

BAR, END = 1920, 4 * 1920
Timed = tuple[int, bytes]


def said(kind: int, text: str | bytes) -> bytes:
    """A meta event without its time."""
    return meta(kind, text)[1:]


def on(channel: int, pitch: int, velocity: int = 64) -> bytes:
    return bytes([0x90 | channel, pitch, velocity])


def off(channel: int, pitch: int) -> bytes:
    return bytes([0x80 | channel, pitch, 64])


def notes(channel: int, *places: tuple[int, int, int]) -> list[Timed]:
    """Notes by onset, length and pitch, the velocity rising and falling."""
    ends = [(start + length, off(channel, pitch)) for start, length, pitch in places]
    return ends + [(start, on(channel, pitch, 60 + start // 240 % 17)) for start, _, pitch in places]


TEMPO, METRE, KEY = said(0x51, b"\x07\xa1\x20"), said(0x58, b"\4\2\x18\x08"), said(0x59, b"\0\0")
XF = bytes.fromhex("ff7f07437b01320a7f7f")
CHORDS = [(bar * BAR, said(6, chord)) for bar, chord in enumerate(("Dm7", "G7", "Cmaj7", "%"))]
SONG: dict[str, list[Timed]] = {
    "chart": [(0, said(3, "Blue Corner")), (0, TEMPO), (0, METRE), (0, KEY), *CHORDS, (0, XF)],
    "sax": [(0, said(3, "Sax")), (0, b"\xc0\x42"), *notes(0, *((i * 480, 400, 60 + i % 7) for i in range(16)))],
    "piano": [(0, said(3, "Piano")), (0, b"\xc1\x00"), *notes(1, *((i * BAR, 1800, 48 + i) for i in range(4)))],
    "drums": [(0, said(3, "Drums")), *notes(9, *((i * 480, 60, 51) for i in range(16)))],
}


def chunk(events: list[Timed], end: int = END) -> bytes:
    """The body of a track: at one tick words come first, then note-offs, then note-ons."""
    now, body = 0, b""
    assert max(tick for tick, _ in events) <= end
    for tick, event in [*sorted(events, key=lambda pair: (pair[0], 0x80 <= pair[1][0] < 0xA0, pair[1][0] & 0xF0))]:
        body += number(tick - now) + event
        now = tick
    return body + number(end - now) + b"\xff\x2f\x00"


def song(part: str = "", *added: Timed, without: bytes = b"?", end: int = END) -> bytes:
    """The song; to one part events are added, and those that begin with some bytes are left out."""
    parts = {
        name: [(tick, event) for tick, event in events if name != part or not event.startswith(without)]
        for name, events in SONG.items()
    }
    return smf(*(chunk([*events, *(added if name == part else ())], end) for name, events in parts.items()))


def changed(old: bytes, new: bytes, data: bytes = b"") -> bytes:
    """The song with some of its bytes replaced, once."""
    data = data or song()
    assert old in data
    return data.replace(old, new, 1)


def raw(part: str, old: bytes, new: bytes) -> bytes:
    """The song with the events of a part replaced as bytes, its length put right."""
    bodies = {name: chunk(events) for name, events in SONG.items()}
    return smf(*(changed(old, new, body) if name == part else body for name, body in bodies.items()))


BROKEN = {
    "header": b"RIFF\0\0\0\0RMIDdata\0\0\0\0" + song(),
    "format": changed(b"\0\1\0\4\1\xe0", b"\0\2\0\4\1\xe0"),
    "chunks": song() + b"end",
    "events": song()[:-2],
    "end-of-track": raw("drums", b"\xff\x2f\x00", b"\xff\x2f\x00\x00\xff\x2f\x00"),
    "status-bytes": song("sax", (960, b"\xf4")),
    "data-bytes": changed(on(0, 61, 62), b"\x90\xbd\x3e"),
    "division": changed(b"\0\1\0\4\1\xe0", b"\0\1\0\4\xe7\x28"),
    "resolution": changed(b"\0\1\0\4\1\xe0", b"\0\1\0\4\1\xe1"),
    "size": song(end=480 * 2 * 60 * 60 * 25),
    "tempo-at-start": song("chart", (BAR, TEMPO), without=TEMPO),
    "tempo-range": song("chart", (BAR, said(0x51, b"\0\0\1"))),
    "tempo-once": song("chart", (BAR, TEMPO), (BAR, TEMPO)),
    "conductor-alone": song("sax", (BAR, TEMPO)),
    "metre-at-start": song("chart", (BAR, METRE), without=METRE),
    "metre-legal": song("chart", (0, said(0x58, b"\4\x09\x18\x08")), without=METRE),
    "metre-on-bar-lines": song("chart", (700, METRE)),
    "key-legal": song("chart", (0, said(0x59, b"\x08\x00")), without=KEY),
    "key-at-start": song("chart", without=KEY),
    "no-offset": song("chart", (0, said(0x54, b"\x61\0\0\0\0"))),
    "conductor-track": song("chart", *notes(5, (0, 100, 60)), (0, b"\xc5\x00")),
    "track-names": song("sax", without=b"\xff\x03"),
    "sequence-name": smf(chunk([*SONG["chart"][1:], *SONG["sax"][1:]]), kind=0),
    "unique-names": song("piano", (0, said(3, "SAX")), without=b"\xff\x03"),
    "clean-words": song("chart", (0, said(1, b"caf\xe9"))),
    "file-names": song("piano", (0, said(3, "Piano/Rhodes")), without=b"\xff\x03"),
    "one-channel": song("sax", *notes(5, (0, 100, 60)), (0, b"\xc5\x00")),
    "own-channel": song("piano", (0, b"\xc0\x00"), *notes(0, (480, 100, 90)), without=b"\x81").replace(
        b"\x91", b"\x90"
    ),
    "drums-on-10": song("piano", (0, said(3, "Congas")), without=b"\xff\x03"),
    "programs": song("sax", without=b"\xc0"),
    "bank-first": raw("sax", b"\xc0\x42", b"\xc0\x42\x00\xb0\x00\x01"),
    "no-empty-tracks": smf(*map(chunk, [*SONG.values(), [(0, said(3, "Nobody"))]])),
    "has-notes": smf(chunk(SONG["chart"])),
    "notes-end": song("sax", (END - 100, on(0, 30))),
    "no-orphans": song("sax", (100, off(0, 30))),
    "lengths": raw("piano", b"\xc1\x00", b"\xc1\x00\x00" + on(1, 30) + b"\x00" + off(1, 30)),
    "no-overlaps": song("piano", *notes(1, (100, 3000, 48))),
    "off-before-on": raw(
        "sax", b"\xc0\x42", b"\xc0\x42\0" + on(0, 90) + b"\x78" + on(0, 90) + b"\0" + off(0, 90) + b"\x78" + off(0, 90)
    ),
    "velocities": smf(*(chunk([(t, e[:2] + b"\x50" if e[0] == 0x90 else e) for t, e in p]) for p in SONG.values())),
    "range": song("sax", *notes(0, (0, 100, 120))),
    "no-long-notes": song("sax", *notes(0, (0, 9 * BAR, 90)), end=9 * BAR),
    "early-start": smf(
        *(chunk([(t + 2 * BAR if e[0] < 0xC0 else t, e) for t, e in p], END + 2 * BAR) for p in SONG.values())
    ),
    "bar-end": song(end=END + 77),
    "one-note-off": changed(off(0, 61), on(0, 61, 0)),
    "grid": smf(
        chunk(SONG["chart"]), chunk([(t + t // 480 * 97 if e[0] < 0xC0 else t, e) for t, e in SONG["sax"]], 5 * BAR)
    ),
    "chord-markers": song("chart", without=b"\xff\x06"),
    "chords-on-beats": song("chart", (333, said(6, "Ebmaj7"))),
    "xf-chords": song("chart", (333, XF)),
    "no-sysex": song("sax", (0, b"\xf0\x05\x7e\x7f\x09\x01\xf7")),
    "no-modes": song("sax", (960, b"\xb0\x7b\x00")),
    "released": song("sax", (960, b"\xb0\x40\x7f")),
    "no-obsolete": song("sax", (0, said(0x21, b"\0"))),
    "no-copyright": song("chart", (0, said(2, "nobody"))),
}
"""For each rule a song that breaks it."""


def wrong(data: bytes) -> dict[str, daw.Finding]:
    """The findings that are not a pass, by code."""
    return {finding.code: finding for finding in daw.check(data) if finding.status not in {"pass", "skip"}}


def test_a_clean_song_keeps_every_rule() -> None:
    assert wrong(song()) == {}


def test_codes_are_words_each_of_one_rule_with_advice() -> None:
    codes = [rule.code for rule in daw.RULES]
    assert len(set(codes)) == len(codes)
    assert all(rule.advice.endswith(".") and rule.level in {"fail", "warn"} for rule in daw.RULES)
    assert set(BROKEN) == set(codes)


@pytest.mark.parametrize("code", BROKEN)
def test_each_rule_finds_its_fault_and_says_where_and_what_to_do(code: str) -> None:
    (rule,) = (rule for rule in daw.RULES if rule.code == code)
    finding = wrong(BROKEN[code])[code]
    assert finding.status == rule.level
    assert finding.detail
    assert finding.advice == rule.advice


ALONE = {
    "chunks data-bytes tempo-range tempo-once conductor-alone key-at-start no-offset",
    "conductor-track track-names unique-names clean-words file-names one-channel drums-on-10 programs bank-first",
    "no-empty-tracks no-orphans lengths velocities range bar-end one-note-off grid",
    "chord-markers chords-on-beats xf-chords no-sysex no-modes released no-obsolete no-copyright key-legal",
}


@pytest.mark.parametrize("code", " ".join(sorted(ALONE)).split())
def test_a_fault_that_has_no_others_behind_it_is_told_once(code: str) -> None:
    assert set(wrong(BROKEN[code])) == {code}


def test_places_are_named_and_many_are_counted() -> None:
    unfinished = [(BAR + tick, on(1, 30)) for tick in range(5)]
    detail = wrong(song("piano", *unfinished))["notes-end"].detail
    assert detail.startswith("track 3 (Piano), bar 2: pitch 30;")
    assert detail.endswith("(and 2 more)")


@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(6, 8), Metre(7, 8), Metre(12, 8), Metre(2, 2), Metre(5, 4)])
def test_what_is_written_is_clean_in_every_metre(metre: Metre) -> None:
    """Also that chords in the middle of a bar of eighths are on a beat."""
    symbols = ("Dm7", "G7alt", "N.C.", "Ebmaj7#11/G")
    changes = tuple(Change(i * metre.beat, parse_chord(symbol)) for i, symbol in enumerate(symbols[: metre.beats]))
    line = tuple(PlayedNote(i * 20 * metre.beat, (i + 1) * 20 * metre.beat, 60 + i, 70 + i) for i in range(metre.beats))
    chart = Chart(metre, 1, changes, key=Key(3, "minor"), title="Drums: a/b")
    played = Performance(chart, 93.7, (Part("Tenor Sax", 66, 0, line), Part("Drums", 32, 9, line)), ("a\nb",))
    assert wrong(midi.encode(played)) == {}
    for _, data in midi.stems(played):
        assert wrong(data) == {}


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_give_findings(data: bytes) -> None:
    for start in (b"", header(), header() + b"MTrk\0\0\1\0"):
        assert [finding.code for finding in daw.check(start + data)] == [rule.code for rule in daw.RULES]


@settings(max_examples=200)
@given(st.integers(0, 10**9))
def test_any_accident_to_a_file_gives_findings(seed: int) -> None:
    findings = daw.check(mutated(song(), seed))
    assert {finding.status for finding in findings} <= {"pass", "warn", "fail", "skip"}
    assert daw.page("x", findings)


def test_what_is_no_midi_file_fails_once_and_the_rest_is_skipped() -> None:
    for data in (b"", b"no MIDI", b"MThd", header()):
        findings = daw.check(data)
        assert [each.status for each in findings if each.status != "skip"] == ["fail"]
        assert not daw.is_clean(findings)


def test_a_file_that_is_too_large_is_not_followed() -> None:
    assert set(wrong(b"MThd" + bytes(daw.LARGEST))) == {"size"}


def test_a_file_with_more_events_than_programs_take_is_followed_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MOST_EVENTS", 30)
    assert "size" in wrong(song())
    assert sum(map(len, walking.walk(song()).tracks)) == 30


def test_an_end_of_track_that_breaks_off_is_none() -> None:
    found = wrong(header() + track(b"\x00\xff\x2f\x05"))
    assert {"events", "end-of-track"} <= set(found)


def test_a_page_tells_failures_first_with_place_and_advice() -> None:
    findings = daw.check(
        song("sax", (0, said(3, "Sax?")), (100, off(0, 30)), (960, b"\xb0\x40\x7f"), without=b"\xff\x03")
    )
    page = daw.page("solo.mid", findings)
    assert page.splitlines()[:3] == [
        "solo.mid: not ready for a DAW; 1 fail, 2 warn, 49 of 52 rules kept",
        "  fail  released: pedals up and pitch bends centred at the end",
        "        the pedal of channel 1 is down",
    ]
    assert [line.split()[1] for line in page.splitlines() if not line.startswith(" " * 8)][2:] == [
        "file-names:",
        "no-orphans:",
    ]
    assert daw.page("solo.mid", daw.check(song())) == "solo.mid: ready for a DAW; 52 of 52 rules kept"
    assert not daw.is_clean(findings)


def test_a_warning_counts_only_where_it_is_asked_to() -> None:
    findings = daw.check(BROKEN["no-orphans"])
    assert daw.is_clean(findings)
    assert not daw.is_clean(findings, strict=True)


def test_the_check_imports_no_reader() -> None:
    code = "import sys, jazz.daw; print({'symusic', 'mido', 'chardet', 'music21', 'tensorflow'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
