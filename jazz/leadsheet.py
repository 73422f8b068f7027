"""Charts as text: bars of chord symbols under a few header lines, read into `Chart` and written again.

    title: Blue Corner
    key: F
    metre: 4/4
    tempo: 132
    style: swing
    # a line that begins with # is a comment
    [A] |: F7 | Bb7 | F7 . . Cm7 | F7 :|
    [B] | Gm7 C7 | [1 Am7 D7 :| [2 F7 | % |]

Chords of a bar share its beats as evenly as whole beats allow, the longer ones first: two in 4/4 fall on beats 1 and
3, three on 1, 3 and 4, two in 3/4 on 1 and 3. With a hold (`.` or `/`) a bar has one item a beat, or two, three ...
a beat. `%` repeats the bar before, `:|x3` plays three times, `[1` and `[2` are endings, `N.C.` is silence, `[A]` or
`A:` at the beginning of a line names a section. A chord that is written again holds on: it is no change.

Knows no files and no command line. Everything that is wrong with a text is a `ChartError` of one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import gcd

from jazz.errors import ChartError
from jazz.music import Change, Chart, Metre, Section
from jazz.repeats import MAX_BARS, Bar, playing_order
from jazz.theory import guess_key, key_name, parse_chord, parse_key, transpose_chord

MAX_CHARACTERS = 200_000
BARS_A_LINE = 4
HOLDS = {".", "/"}
REPEAT_BAR = "%"
UNITS = {2, 4, 8, 16}
TEMPOS = (10, 1000)  # quarter notes a minute
HEADER_ALIASES = {"meter": "metre", "time": "metre"}

TOKENS = re.compile(
    r"(?P<close>:\|+(?P<both>:)?\]?(?:\s*[x×](?P<times>\d{1,9}))?)"
    r"|(?P<open>\|+:)"
    r"|(?P<line>\[?\|+\]?)"
    r"|\[(?P<section>[^\[\]|\n]{1,40})\]"
    r"|\[(?P<ending>\d)\.?"
    r"|(?P<chord>(?:\([^()|\n]*\)|:(?!\|)|[^\s|\[\]:(])+)"
    r"|(?P<newline>\n)"
    r"|(?P<space>[^\S\n]+)"
    r"|(?P<stray>.)"
)
HEADER = re.compile(r"(title|composer|key|tempo|metre|meter|time|style|chorus)\s*:\s*(.*)", re.IGNORECASE)
LINE_SECTION = re.compile(r"^\s*([A-Za-z][\w' -]{0,30}):(?=\s|$)\s*(.*)")
NOT_IN_A_NAME = re.compile(r"[\[\]|\s]+")


def parse(text: str) -> Chart:
    """The chart that a text means, repeats played out.

    Raises `ChartError` naming the bar and, for an unknown chord, the nearest spellings.

    >>> [change.chord.symbol for change in parse("| Dm7 G7 | C^7 | % |").changes]
    ['Dm7', 'G7', 'Cmaj7']
    """
    if len(text) > MAX_CHARACTERS:
        raise ChartError(f"the chart has {len(text):,} characters; {MAX_CHARACTERS:,} are the limit")
    header, music = _split(text)
    bars = _bars(music)
    if not bars:
        raise ChartError("the chart has no bars; write chords between bar lines, like | Dm7 | G7 | Cmaj7 | % |")
    metre = _metre(header.pop("metre", "4/4"))
    contents = _contents(bars, metre)
    played = playing_order(bars)
    changes = changes_of((place * metre.bar, contents[index]) for place, index in enumerate(played))
    if not changes or changes[0].onset:
        raise ChartError("bar 1 does not begin with a chord; write N.C. for none")
    sections = [Section(place * metre.bar, bars[index].section or "") for place, index in enumerate(played)]
    return Chart(
        metre=metre,
        bars=len(played),
        changes=changes,
        sections=tuple(section for section in sections if section.name),
        key=parse_key(header["key"]) if "key" in header else None,
        title=header.get("title", ""),
        tempo=_tempo(header["tempo"]) if "tempo" in header else None,
        style=header["style"].lower() if "style" in header else None,
        form_bars=_chorus(header.get("chorus", "0"), len(played)),
    )


def _split(text: str) -> tuple[dict[str, str], str]:
    """The header values of a text, and its lines of music with sections in brackets."""
    header: dict[str, str] = {}
    music = []
    for line in text.removeprefix("\ufeff").splitlines():
        if entry := HEADER.fullmatch(line.strip()):
            name, value = HEADER_ALIASES.get(entry[1].lower(), entry[1].lower()), " ".join(entry[2].split())
            if name in header:
                raise ChartError(f"the chart gives its {name} twice")
            header |= {name: value} if value else {}
        elif not line.lstrip().startswith("#"):
            music.append(LINE_SECTION.sub(r"[\1] \2", line))
    return header, "\n".join(music)


def _metre(text: str) -> Metre:
    match = re.fullmatch(r"(\d{1,2})\s*/\s*(\d{1,2})", text)
    if match is None or not 1 <= int(match[1]) <= 16 or int(match[2]) not in UNITS:
        raise ChartError(f'"{text}" is not a metre I know; write it like 4/4, 3/4, 5/4 or 6/8')
    return Metre(int(match[1]), int(match[2]))


def _tempo(text: str) -> float:
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)(?:\s*bpm)?", text, re.IGNORECASE)
    if match is None or not TEMPOS[0] <= float(match[1]) <= TEMPOS[1]:
        raise ChartError(f'"{text}" is not a tempo; write quarter notes a minute, {TEMPOS[0]} to {TEMPOS[1]}')
    return float(match[1])


def _chorus(text: str, bars: int) -> int:
    if not re.fullmatch(r"\d{1,4}", text) or int(text) > bars:
        raise ChartError(f'"{text}" is not the number of bars in a chorus of this chart, which has {bars}')
    return int(text)


def _bars(music: str) -> list[Bar]:
    """The bars of lines of music, as written."""
    bars = [Bar(1)]
    edge = True  # a bar line here opens the next bar: it closes none
    for token in TOKENS.finditer(music):
        kind, text, bar = token.lastgroup or "", token[0], bars[-1]
        if kind == "space":
            continue
        if kind == "chord":
            bar.items += list(text) if set(text) <= HOLDS else [text]
            continue
        if kind in {"section", "stray"} and (bar.items or kind == "stray"):
            raise ChartError(f'bar {bar.number}: "{text}" does not belong here')
        if kind == "line" and not (bar.items or edge):
            raise ChartError(f"bar {bar.number} is empty; write % to repeat the bar before, . to hold its chord")
        if kind == "close":
            _close(bars, int(token["times"] or 2))
        if bar.items:
            bars.append(Bar(bar.number + 1))
        _mark(bars[-1], kind, token)
        edge = kind != "line"
        if len(bars) > MAX_BARS + 1:
            raise ChartError(f"the chart has more than {MAX_BARS:,} bars")
    rest = bars.pop()
    if rest.items:
        bars.append(rest)
    elif rest.section or rest.opens or rest.ending:
        raise ChartError(f"the chart ends before bar {rest.number}, which a mark begins")
    return bars


def _mark(bar: Bar, kind: str, token: re.Match[str]) -> None:
    """Put the mark of a token on the bar that it begins."""
    if kind == "section":
        bar.section = " ".join(token["section"].split())
    elif kind == "ending":
        bar.ending = int(token["ending"])
    elif kind == "open" or token["both"]:
        bar.opens = True


def _close(bars: list[Bar], times: int) -> None:
    """Let a repeat close on the last bar that has items."""
    closing = bars[-1] if bars[-1].items else bars[-2] if len(bars) > 1 else None
    if closing is None or closing.times or not 2 <= times <= MAX_BARS:
        raise ChartError(f"bar {bars[-1].number}: nothing here can be repeated {times} times")
    closing.times = times


def _contents(bars: list[Bar], metre: Metre) -> list[list[Change]]:
    """The changes of each written bar, from its beginning."""
    contents: list[list[Change]] = []
    for bar in bars:
        if REPEAT_BAR not in bar.items:
            contents.append(_bar_changes(bar, metre))
        elif len(bar.items) == 1 and contents:
            contents.append(contents[-1])
        else:
            raise ChartError(f"bar {bar.number}: {REPEAT_BAR} stands alone in its bar, and repeats the bar before")
    return contents


def _bar_changes(bar: Bar, metre: Metre) -> list[Change]:
    onsets = _onsets(len(bar.items), metre, held=not HOLDS.isdisjoint(bar.items))
    if onsets is None:
        raise ChartError(
            f"bar {bar.number} has {len(bar.items)} items for {metre.beats} beats; write one a beat, . to hold a chord"
        )
    try:
        return [
            Change(onset, parse_chord(item)) for onset, item in zip(onsets, bar.items, strict=True) if item not in HOLDS
        ]
    except ChartError as error:
        raise ChartError(f"bar {bar.number}: {error}") from None


def _onsets(items: int, metre: Metre, *, held: bool) -> list[int] | None:
    """Where the items of a bar begin, in ticks from its beginning; None where they do not fit the beats."""
    if items <= metre.beats and (not held or items == metre.beats):
        each, longer = divmod(metre.beats, items)
        return [metre.beat * (each * item + min(item, longer)) for item in range(items)]
    if items % metre.beats == 0 and metre.bar % items == 0:
        return list(range(0, metre.bar, metre.bar // items))
    return None


def changes_of(bars: Iterable[tuple[int, list[Change]]]) -> tuple[Change, ...]:
    """The changes of bars that begin at ticks; a chord that is written again holds on."""
    changes: list[Change] = []
    for start, content in bars:
        for change in content:
            if not changes or change.chord != changes[-1].chord:
                changes.append(Change(start + change.onset, change.chord))
    return tuple(changes)


def format_chart(chart: Chart) -> str:
    """A chart as text, four bars a line; the inverse of `parse` for every chart that it reads.

    A chord that the chart restates is written as held, and a section begins at its bar line.
    """
    header = {
        "title": chart.title,
        "key": key_name(chart.key) if chart.key else "",
        "metre": f"{chart.metre.beats}/{chart.metre.unit}",
        "tempo": f"{chart.tempo:.6f}".rstrip("0").rstrip(".") if chart.tempo is not None else "",
        "style": chart.style or "",
        "chorus": str(chart.form_bars) if chart.form_bars else "",
    }
    lines = [f"{name}: {' '.join(value.split())}" for name, value in header.items() if value]
    return "\n".join([*lines, *_rows(chart)]) + "\n"


def _rows(chart: Chart) -> Iterator[str]:
    """The lines of bars, a new one at each section."""
    names = {section.onset // chart.metre.bar: NOT_IN_A_NAME.sub(" ", section.name)[:40] for section in chart.sections}
    starts = sorted({0, *names})
    for start, end in zip(starts, [*starts[1:], chart.bars], strict=True):
        bars = [_bar_text(chart, bar) for bar in range(start, end)]
        short = [REPEAT_BAR if here == before else here for before, here in zip(["", *bars], bars, strict=False)]
        for place in range(0, len(bars), BARS_A_LINE):
            mark = f"[{names[start]}] " if place == 0 and start in names else ""
            yield f"{mark}| {' | '.join(short[place : place + BARS_A_LINE])} |"


def _bar_text(chart: Chart, bar: int) -> str:
    """One bar in as few items as say where its chords begin."""
    start, end = bar * chart.metre.bar, (bar + 1) * chart.metre.bar
    symbols = {change.onset - start: change.chord.symbol for change in chart.changes if start <= change.onset < end}
    symbols.setdefault(0, chart.chord_at(start).symbol)
    plain = _onsets(len(symbols), chart.metre, held=False)
    if plain == sorted(symbols):
        return " ".join(symbols[onset] for onset in plain)
    return " ".join(symbols.get(onset, ".") for onset in range(0, chart.metre.bar, gcd(chart.metre.beat, *symbols)))


def transpose(chart: Chart, semitones: int) -> Chart:
    """The chart some semitones higher, its key too, spelled as the new key spells (guessed where none is given)."""
    if semitones % 12 == 0:
        return chart
    old = chart.key or guess_key(chart)
    new = replace(old, tonic=(old.tonic + semitones) % 12)
    moved = [Change(change.onset, transpose_chord(change.chord, semitones, key=new)) for change in chart.changes]
    return replace(chart, changes=tuple(moved), key=new if chart.key else None)
