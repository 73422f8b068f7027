"""Repeats, endings and jumps: written bars in the order in which they are played.

Knows the marks on a bar and nothing of what is in it. `|: A [1 B :| [2 C` plays A B A C; without a `|:` a `:|` goes
back to the bar after the last one, or to the beginning; on the last of several endings it is a bar line. A D.C. or D.S.
is taken once, after the last time through the bar that carries it; from then on repeats are passed once, through their
last ending. A coda that no D.C. or D.S. leads to belongs to the last of all choruses: it is left out, since what is
played here is one chorus of many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from jazz.errors import ChartError

MAX_BARS = 2000
JUMP = re.compile(r"D\.?\s?([CS])\.?(?:\s*al\s+(?:(coda|fine)|(\d)(?:st|nd|rd|th)\s+end(?:ing)?))?\.?", re.IGNORECASE)


class Jump(NamedTuple):
    """What happens at the end of a bar: back to the segno or the beginning, and then to where.

    `goal` is "coda", "fine" or "" for neither; `ending` is the one to take then, None for the last.
    """

    to_segno: bool
    goal: str = ""
    ending: int | None = None


@dataclass
class Bar:
    """A bar as written: its items, and the marks at its beginning and end."""

    number: int
    items: list[str] = field(default_factory=list)
    section: str | None = None
    opens: bool = False
    ending: int | None = None
    times: int = 0  # 2 or more where a repeat closes
    segno: bool = False
    coda: bool = False  # a coda sign before its first chord
    to_coda: bool = False  # a coda sign behind
    fine: bool = False
    jump: Jump | None = None


def parse_jump(words: str) -> Jump | None:
    """The jump that words over a bar ask for, None for other words.

    >>> parse_jump("D.S. al Coda"), parse_jump("D.C. al 2nd ending"), parse_jump("D.C. as needed")
    (Jump(to_segno=True, goal='coda', ending=None), Jump(to_segno=False, goal='', ending=2), None)
    """
    found = JUMP.fullmatch(" ".join(words.split()))
    if found is None:
        return None
    return Jump(found[1].upper() == "S", (found[2] or "").lower(), int(found[3]) if found[3] else None)


def playing_order(bars: Sequence[Bar]) -> list[int]:
    """The indices of written bars in the order they are played.

    Raises `ChartError` for marks that do not belong together, and for more than `MAX_BARS` bars.
    """
    bars = list(_last_endings(bars))
    leave, coda = _codas(bars)
    form = [*_repeated(bars[:coda]), *(index + coda for index in _repeated(bars[coda:]))]
    jumps = [bar for bar in bars if bar.jump]
    if len(jumps) > 1:
        raise ChartError(f"bar {jumps[1].number}: a second D.C. or D.S.; one is all that can be followed")
    if not jumps or jumps[0].jump is None:
        return _checked([index for index in form if index < coda])
    bar, jump = jumps[0], jumps[0].jump
    here = len(form) - form[::-1].index(bars.index(bar))
    again = _again(bars, bar, leave if jump.goal == "coda" else None)
    if jump.goal == "coda":
        rest = [index for index in form if index >= coda]
    elif jump.goal == "fine" or bars[again[-1]].fine:
        rest = []
    else:
        rest = form[here:]
    return _checked([*form[:here], *again, *rest])


def _last_endings(bars: Sequence[Bar]) -> Iterator[Bar]:
    """The bars without the repeats that close on the last of several endings: there is nothing to go back for."""
    ending = 0
    for bar, following in zip(bars, [*bars[1:], None], strict=True):
        ending = bar.ending or (0 if bar.opens or bar.coda else ending)
        later = following.ending if following else None
        yield replace(bar, times=0) if bar.times and ending > 1 and later != ending + 1 else bar
        ending = 0 if bar.times else ending


def _codas(bars: Sequence[Bar]) -> tuple[int | None, int]:
    """Before which bar one leaves for the coda, and where that begins; None and the end for no coda.

    A coda that nothing leads to is left for before it begins.
    """
    edges = [edge for index, bar in enumerate(bars) for edge in [index] * bar.coda + [index + 1] * bar.to_coda]
    signs = [edge for edge in edges if edge < len(bars)]
    if len(signs) > 2:
        raise ChartError(f"bar {bars[signs[2]].number}: a third coda sign; one to leave and one to arrive are enough")
    if not signs or signs[-1] == 0:
        return None, len(bars)
    return signs[0], signs[-1]


def _again(bars: Sequence[Bar], bar: Bar, leave: int | None) -> list[int]:
    """The bars after the jump of a bar, up to its goal, or through that bar once more.

    `leave` is the bar before which one leaves for the coda. Where only the coda has a sign, the jump's bar leads there.
    """
    jump = bar.jump or Jump(to_segno=False)
    starts = [index for index, each in enumerate(bars) if each.segno] if jump.to_segno else [0]
    fines = [each for each in bars if each.fine]
    if len(starts) != 1 or (jump.goal == "fine" and not fines) or (jump.goal == "coda" and leave is None):
        wanted = "one segno" if len(starts) != 1 else f"a {jump.goal.capitalize()}"
        raise ChartError(f"bar {bar.number}: the D.C. or D.S. at its end wants {wanted} to go to")
    played: list[int] = []
    index = starts[0]
    while index < len(bars) and index != leave:
        if bars[index].ending:
            index = _ending(bars, index, jump.ending)
        played.append(index)
        if bars[index] is bar or (bars[index].fine and jump.goal != "coda"):
            break
        index += 1
    left = index == leave or sum(each.coda or each.to_coda for each in bars) == 1
    if not played or (jump.goal == "coda" and not left) or (jump.goal == "fine" and not bars[played[-1]].fine):
        raise ChartError(f"bar {bar.number}: the D.C. or D.S. at its end never comes to its {jump.goal or 'end'}")
    return played


def _ending(bars: Sequence[Bar], first: int, wanted: int | None) -> int:
    """The bar in which the wanted ending begins, or the last one, of the endings from `first` on."""
    after = next((index for index in range(first + 1, len(bars)) if bars[index].ending == 1), len(bars))
    numbers = {bars[index].ending: index for index in range(first, after) if bars[index].ending}
    found = numbers.get(wanted) if wanted else max(numbers.values())
    if found is None:
        raise ChartError(f"bar {bars[first].number}: there is no ending {wanted} here, which a D.C. or D.S. asks for")
    return found


def _repeated(bars: Sequence[Bar]) -> list[int]:
    """The indices of bars in the order in which their repeats play them, passage by passage up to each `:|`."""
    played: list[int] = []
    used: set[int | None] = set()
    first, body, number = 0, range(0), 0
    while (close := next((index for index in range(first, len(bars)) if bars[index].times), None)) is not None:
        start = max((index for index in range(first, close + 1) if bars[index].opens), default=first)
        split = next((index for index in range(start, close + 1) if bars[index].ending), None)
        used |= {start, split}
        if split is None:
            _check_length(len(played) + (close + 1 - start) * bars[close].times)
            played += [*range(first, start), *(list(range(start, close + 1)) * bars[close].times)]
        else:
            later = bool(number) and split == first  # a third ending goes back to the body of the first
            body, number = (body, number + 1) if later else (range(start, split), 1)
            following = bars[close + 1].ending if close + 1 < len(bars) else None
            if bars[split].ending != number or following != number + 1 or bars[close].times > 2:
                raise ChartError(f"bar {bars[close].number}: :| wants endings that go [1 ... :| [2 ...")
            used.add(close + 1)
            played += [*range(first, close + 1), *body]
        first, number = close + 1, number if split is not None else 0
    played += range(first, len(bars))
    if stray := [bar for index, bar in enumerate(bars) if (bar.opens or bar.ending) and index not in used]:
        raise ChartError(f"bar {stray[0].number}: the repeat or ending that begins here has no :|")
    return _checked(played)


def _checked(played: list[int]) -> list[int]:
    _check_length(len(played))
    return played


def _check_length(bars: int) -> None:
    if bars > MAX_BARS:
        raise ChartError(f"the chart plays {bars:,} bars; {MAX_BARS:,} are the limit")
