"""Processes of their own: what is slow, too big or deadly costs only itself, and the order stays."""

from __future__ import annotations

import os
import signal
import time

import pytest

from jazz.corpus.workers import Lost, in_processes
from jazz.errors import JazzError

GB = 1 << 30
SECONDS = 1.0


def do(word: str) -> str:
    """Do what a word says, and give it back."""
    if word == "sleep":
        time.sleep(60)
    elif word == "eat":
        return f"{len(bytearray(4 * GB))}"
    elif word == "die":
        os._exit(3)
    elif word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "fault":
        raise ZeroDivisionError("no beats")
    return word


def codes(words: list[str], workers: int, seconds: float = SECONDS) -> list[str]:
    found = in_processes(do, words, workers=workers, seconds=seconds)
    return [outcome.code if isinstance(outcome, Lost) else outcome for outcome in found]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no signals and no such limit")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_bad_thing_costs_only_itself_and_the_order_stays(workers: int) -> None:
    words = ["a", "sleep", "b", "die", "c", "kill", "d", "fault", "e"]
    expected = ["a", "too-slow", "b", "crashed", "c", "crashed", "d", "failed", "e"]
    assert codes(words, workers) == expected


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux keeps to the limit of memory")
def test_a_greedy_thing_is_stopped_at_its_limit() -> None:
    assert codes(["a", "eat", "b"], 1) == ["a", "too-big", "b"]


def test_what_was_lost_says_why() -> None:
    sleepy, faulty = in_processes(do, ["sleep", "fault"], workers=2, seconds=0.5)
    assert sleepy == Lost("too-slow", "reading it takes longer than 0.5 s")
    assert faulty == Lost("failed", "reading it failed, which is a fault of jazz: ZeroDivisionError: no beats")


def test_many_things_come_back_in_order_and_few_are_under_way() -> None:
    numbers = range(2000)
    assert list(in_processes(abs, numbers, workers=2)) == list(numbers)


def test_nothing_to_do_starts_nothing() -> None:
    begun = time.perf_counter()
    assert list(in_processes(do, [])) == []
    assert time.perf_counter() - begun < 0.1


def test_where_no_process_can_start_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jazz.corpus.workers._limit", broken)
    with pytest.raises(JazzError, match="no process can be started"):
        list(in_processes(do, ["a"], workers=1))


def broken(_: int) -> None:
    os._exit(1)
