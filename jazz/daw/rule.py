"""A rule of the check, and what it finds: the nouns of this package."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from jazz.daw.facts import Facts

SHOWN = 3
"""Places of one kind of fault that are named."""


class Finding(NamedTuple):
    """What a rule finds in a file.

    `code` is a short stable word and `about` what the rule asks for; `status` is "pass", "warn" (imports, but not as
    nicely as it could), "fail" (some program gets it wrong, alters or refuses it) or "skip" (does not apply). `detail`
    says what is wrong and where, `advice` what to do about it, naming programs that stumble; both may be empty.
    """

    code: str
    status: str
    about: str
    detail: str = ""
    advice: str = ""


class Rule(NamedTuple):
    """A rule: its code, what it asks for, "fail" or "warn", what is wrong in a file (None: does not apply), advice."""

    code: str
    about: str
    level: str
    wrong: Callable[[Facts], Iterable[str] | None]
    advice: str

    def judge(self, facts: Facts) -> Finding:
        """The finding of this rule about a file."""
        found = self.wrong(facts)
        if found is None:
            return Finding(self.code, "skip", self.about)
        places = list(found)
        if not places:
            return Finding(self.code, "pass", self.about)
        more = f" (and {len(places) - SHOWN:,} more)" if len(places) > SHOWN else ""
        return Finding(self.code, self.level, self.about, "; ".join(islice(places, SHOWN)) + more, self.advice)


def told(code: str) -> Callable[[Facts], Iterable[str]]:
    """What is wrong by a rule that the walk over the bytes has judged."""

    def wrong(facts: Facts) -> Iterable[str]:
        return [fault.what for fault in facts.walked.faults if fault.code == code]

    return wrong
