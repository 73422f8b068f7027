"""Is a MIDI file ready for a DAW? What sequencers and notation programs stumble over, and what to do about it.

`check` judges the bytes of a file by every rule; any bytes whatsoever give findings. The rules stand in tables by what
they are about: `structure`, `clock`, `tracks`, `notes`, `chords`. This room knows the file and not how it was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import fill

from jazz.daw import chords, clock, notes, structure, tracks
from jazz.daw.facts import Facts
from jazz.daw.rule import Finding, Rule
from jazz.daw.walking import LARGEST, walk

__all__ = ["LARGEST", "RULES", "Finding", "Rule", "check", "is_clean", "page"]

RULES: tuple[Rule, ...] = (*structure.RULES, *clock.RULES, *tracks.RULES, *notes.RULES, *chords.RULES)
WIDTH = 100
INDENT = " " * 8


def check(data: bytes) -> list[Finding]:
    """What each rule finds in the bytes of a file, in the order of `RULES`; of a file without a track, who says why.

    >>> [(each.code, each.status) for each in check(b"no MIDI") if each.status != "skip"]
    [('header', 'fail')]
    """
    walked = walk(data)
    facts = Facts(len(data), walked)
    if walked.tracks:
        return [rule.judge(facts) for rule in RULES]
    unread = {fault.code for fault in walked.faults} or {"has-notes"}
    return [rule.judge(facts) if rule.code in unread else Finding(rule.code, "skip", rule.about) for rule in RULES]


def is_clean(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether nothing fails; if `strict`, nothing is to be warned of either."""
    return not {finding.status for finding in findings} & ({"fail", "warn"} if strict else {"fail"})


def page(name: str, findings: Sequence[Finding]) -> str:
    """What there is to say about a file: a line for the whole, then what is wrong, where, and what to do."""
    wrong = sorted((each for each in findings if each.status in {"fail", "warn"}), key=lambda each: each.status)
    return "\n".join([f"{name}: {_summary(findings)}", *map(_entry, wrong)])


def _summary(findings: Sequence[Finding]) -> str:
    """How many rules a file keeps."""
    count = Counter(each.status for each in findings)
    said = [f"{count[status]} {status}" for status in ("fail", "warn") if count[status]]
    kept = f"{count['pass']} of {count.total() - count['skip']} rules kept"
    return f"{'not ready' if count['fail'] else 'ready'} for a DAW; {', '.join([*said, kept])}"


def _entry(finding: Finding) -> str:
    lines = (f"  {finding.status}  {finding.code}: {finding.about}", INDENT + finding.detail, INDENT + finding.advice)
    return "\n".join(fill(line, WIDTH, subsequent_indent=INDENT, break_long_words=False) for line in lines)
