"""The critic: who has heard teachers and their pupil can tell which take is more like the teachers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jazz import assets, critic, solotext
from jazz.critic import NO_CRITIC, best, from_arrays, machine_likeness, to_arrays
from jazz.errors import ModelError
from jazz.music import Song

TEACHERS = [solotext.parse(path.read_text(encoding="utf-8")) for path in sorted(assets.corpus_files())]


def monotone(song: Song) -> Song:
    """The same rhythm on one pitch: what a bad pupil makes of it."""
    pitch = song.solo.notes[0].pitch
    return replace(song, solo=replace(song.solo, notes=tuple(replace(note, pitch=pitch) for note in song.solo)))


HEARD = critic.critic(TEACHERS * 3, [monotone(song) for song in TEACHERS] * 3)


def test_teachers_stand_at_0_and_the_pupil_above() -> None:
    teachers, pupil = (
        np.array([machine_likeness(song, HEARD) for song in songs])
        for songs in (TEACHERS, [monotone(song) for song in TEACHERS])
    )
    assert abs(teachers.mean()) < 0.2 * pupil.mean()
    assert pupil.min() > teachers.max()


def test_the_best_of_some_takes_is_the_one_most_like_the_teachers() -> None:
    song = TEACHERS[0]
    assert best([monotone(song), song, monotone(song)], HEARD) == 1


def test_who_has_heard_too_little_cannot_choose() -> None:
    assert critic.critic(TEACHERS[:1], [monotone(TEACHERS[0])]) is NO_CRITIC
    assert best([monotone(TEACHERS[0]), TEACHERS[0]], NO_CRITIC) is None


def test_silence_stands_at_0() -> None:
    silent = replace(TEACHERS[0], solo=replace(TEACHERS[0].solo, notes=()))
    assert machine_likeness(silent, HEARD) == 0.0


def test_a_critic_travels_as_arrays() -> None:
    again = from_arrays(to_arrays(HEARD), "here")
    for one, other in zip(to_arrays(again).values(), to_arrays(HEARD).values(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("wrong", ["shape", "dtype", "nan", "spread", "lost", "extra"])
def test_a_damaged_critic_is_refused(wrong: str) -> None:
    arrays = to_arrays(HEARD)
    mean, spread = arrays["critic.mean"], arrays["critic.spread"]
    arrays |= {
        "shape": {"critic.mean": mean[:-1]},
        "dtype": {"critic.mean": mean.astype(np.float32)},
        "nan": {"critic.mean": np.full_like(mean, np.nan)},
        "spread": {"critic.spread": np.zeros_like(spread)},
        "lost": {},
        "extra": {"other": mean},
    }[wrong]
    if wrong == "lost":
        del arrays["critic.mean"]
    with pytest.raises(ModelError):
        from_arrays(arrays, "here")
