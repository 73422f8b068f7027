"""The judge: it finds out what differs, says by what, and cannot find out what does not."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from jazz import judge as judging
from jazz import listeners, solotext
from jazz.errors import JazzError, SourceError
from jazz.hallmarks import HALLMARKS
from jazz.judge import HUMANS, Verdict, judge
from jazz.music import Song

pytest.importorskip("sklearn")

BARS = 24
LINES = [
    "d4 f4 a4 c5 b4 a4 g4 f4",
    "r a4 g#4 a4 f4 d4 c4 b3",
    "c5:4 b4 a4 g4:4 r:4",
    "e4 g4 b4 d5 c5:4 r:4",
    "g4:2 r e4 d4 c4",
]
STUTTERS = [
    "d4 d4 a4 a4 b4 b4 g4 g4",
    "r a4 a4 a4 d4 d4 c4 c4",
    "c5:4 c5 a4 a4:4 r:4",
    "e4 e4 b4 b4 c5:4 r:4",
    "g4:2 r e4 e4 c4",
]
TUNES = [f"tune {number}" for number in range(8)]


def songs(bars: list[str], seed: int, tunes: list[str] = TUNES) -> list[Song]:
    """A solo over each tune, of bars in random order."""
    rng = Random(seed)
    chords = " | ".join(["Dm7", "G7", "C", "Am7"] * (BARS // 4))
    return [
        solotext.parse(f"title: {tune}\n| {chords} |\nsolo: | {' | '.join(rng.choices(bars, k=BARS))} |")
        for tune in tunes
    ]


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """Fewer trees and deals than for real music, where differences are finer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listeners, "TREES", 25)
        patch.setattr(judging, "DEALS", 1)
        patch.setattr(judging, "HUMAN_DEALS", 4)
        yield


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    materials = {"stutters": songs(STUTTERS, 2), "alike": songs(LINES, 3)}
    return {verdict.name: verdict for verdict in judge(songs(LINES, 1), materials, seed=0)}


def test_another_manner_is_found_out_by_what_it_does(verdicts: dict[str, Verdict]) -> None:
    """Both kinds of listener hear the repeated notes, and the verdict names them."""
    verdict = verdicts["stutters"]
    for auc in (verdict.together, verdict.by_hallmarks, verdict.by_sequence):
        assert auc.mean > 0.95
    tells = {tell.name: tell for tell in verdict.tells}
    stutter = tells["repeated notes"]
    assert stutter.human is not None
    assert stutter.other is not None
    assert stutter.human < 0.1
    assert stutter.other > 0.3
    assert stutter.alone > 0.95
    assert tells["half steps"].alone < 0.3
    assert len(tells) == len(HALLMARKS)
    losses = [tell.importance for tell in verdict.tells]
    assert losses == sorted(losses, reverse=True)
    assert abs(losses[len(losses) // 2]) < 0.01
    assert max(dict(verdict.families).values()) > 0.05


def test_what_one_side_never_shows_has_no_mean() -> None:
    """Without rests there is no length of rests: it tells nothing by itself."""
    numbers = np.full((4, len(HALLMARKS)), 1.0)
    numbers[2:, 0] = np.nan
    case = judging._Case(listeners.Heard(numbers, None), np.arange(4), np.array([False, False, True, True]))
    tell = judging._tells(case, np.zeros(len(HALLMARKS)))[0]
    assert (tell.human, tell.other, tell.alone) == (1.0, None, 0.5)


@pytest.mark.parametrize("name", [HUMANS, "alike"])
def test_the_same_manner_is_not_found_out(verdicts: dict[str, Verdict], name: str) -> None:
    verdict = verdicts[name]
    for auc in (verdict.together, verdict.by_hallmarks, verdict.by_sequence):
        assert 0.35 < auc.mean < 0.65
        assert auc.low <= auc.mean <= auc.high
    assert verdict.phrases == len(TUNES) * (BARS // 2 - 1)


def test_the_same_seed_gives_the_same_verdicts() -> None:
    said = [judge(songs(LINES, 1), {"other": songs(STUTTERS, 2)}, seed=seed) for seed in (5, 5, 6)]
    assert said[0] == said[1] != said[2]


def test_every_fold_has_whole_tunes_on_both_sides() -> None:
    """Twenty tunes of one phrase or more: each of five folds gets four of them, two for each side."""
    tunes = np.repeat(np.arange(20), [3, 1, 4, 1, 5, 9, 2, 6, 5, 3] * 2)
    folds, sides = judging._deal(tunes, np.random.default_rng(0))
    dealt = set(zip(tunes.tolist(), folds.tolist(), sides.tolist(), strict=True))
    assert len(dealt) == 20
    counts = Counter((fold, side) for _, fold, side in dealt)
    assert set(counts.values()) == {2}
    assert len(counts) == 10


def test_only_phrases_of_one_fold_are_compared() -> None:
    """Of two phrases of tune 0 in the first fold one is found out; that scores of the second are higher is nothing."""
    others = np.array([True, True, False, True, False, False])
    scores = np.array([3.0, 1.0, 2.0, 9.0, 8.0, 9.0])
    folds, tunes = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 0, 1, 1, 2])
    heard = listeners.Heard(np.zeros((6, 1)), None)
    found_out, compared = judging._duels(scores, judging._Case(heard, tunes, others), folds)
    assert compared.tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 0]]
    assert found_out.tolist() == [[0.5, 0, 0], [0, 1.0, 0.5], [0, 0, 0]]
    assert judging._auc(np.stack([found_out, compared])) == pytest.approx(2 / 3)


def test_listeners_are_heard_together_at_one_loudness() -> None:
    """Who speaks up, or higher in another fold, has no more to say; the sequence counts half."""
    folds = np.array([0, 0, 1, 1])
    quiet, loud = (listeners.Opinion(np.array(scores), ()) for scores in ([1.0, 2.0, 5.0, 4.0], [0.0, 90.0, 0.0, 9.0]))
    assert listeners.together([quiet, loud], folds).tolist() == [-1.5, 1.5, 0.5, -0.5]
    assert listeners.together([loud, quiet], folds).tolist() == [-1.5, 1.5, -0.5, 0.5]
    silent = listeners.Opinion(np.zeros(4), ())
    assert listeners.together([quiet, silent], folds).tolist() == [-1.0, 1.0, 1.0, -1.0]


def test_too_few_tunes_are_refused() -> None:
    with pytest.raises(SourceError, match="short: phrases of 2 tunes"):
        judge(songs(LINES, 1), {"short": songs(LINES, 2, TUNES[:2])}, seed=0)


def test_without_scikit_learn_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        listeners, "find_spec", lambda name: None if name == "sklearn" else importlib.util.find_spec(name)
    )
    with pytest.raises(JazzError, match=r"pip install 'jazz\[judge\]'"):
        judge([], {}, seed=0)
