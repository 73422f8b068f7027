"""Which track of a score is the melody, and which notes accompany it.

What the notes say (`melody`) and what is written beside them, names, instruments and words to sing, add up to log odds
for each track; the likeliest is chosen. A doubtful choice is a choice: how sure it is, why, and which other tracks it
could have been is returned. Of a player of several notes at once the top line is taken (`skyline`). This room knows no
metre and no chord symbols. Time is in file ticks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple

from jazz.errors import SourceError
from jazz.midi import Score, Track
from jazz.music import PlayedNote
from jazz.voices.measures import MEASURES, Measure, measured, weighed
from jazz.voices.skyline import hands, is_stacked, thinned

NAMES = (
    ("drums", r"drum|perc|\bkit\b|click|metronome|schlagzeug|bater[ií]a"),
    ("backing", r"back(?:ing|ground)|\bbgv|\bb\.?v\.?s?\b|choir|chorus|\baahs?\b|harmony|second voice|accomp|begleit"),
    ("solo", r"solo|melod|lead|vocal|voice|\bvo[zx]\b|\bsinger|theme|\bvoix\b|gesang|\bcanto\b|旋律|メロディ|歌"),
    ("bass", r"bass(?! (?:clarinet|flute|trombone))|tuba"),
    ("chords", r"chord|comp|piano|guitar|key|organ|rhodes|\bpad|string|harmon(?!ica)|rhythm|left"),
    ("horn", r"sax|trumpet|trombone|clarinet|flute|cornet|flugel|horn|violin|harmonica|oboe|tenor|alto|soprano|right"),
)
"""What a track plays, for the first of these patterns that its name holds."""

PROGRAMS = (
    ("bass", range(32, 40)),
    ("chords", (*range(48, 52), *range(88, 96))),
    ("horn", range(56, 88)),
    ("drums", range(115, 128)),
)
"""What a nameless track plays by its General MIDI program: basses, strings and pads, horns and leads, noises."""

NAMED = {"solo": 8.0, "horn": 2.0, "chords": -1.5, "bass": -3.0, "backing": -2.0}
"""What a name weighs for a melody, in log odds; taste, since names were hidden when the other weights were learned."""
INSTRUMENT = 0.5
"""What an instrument weighs, as a share of what its name would."""
INSTRUMENTS = {"bass": "is a bass", "chords": "is for strings or a pad", "horn": "is a horn or a lead"}
SUNG = 8.0
"""What it weighs that every note has its syllable, and every syllable its note."""
FEWEST_SYLLABLES = 16
CHORD_LIKE = re.compile(r"\s*(?:[A-G](?:m|maj|min|dim|aug|sus|add|alt|M|j|o|[A-G]|[-+°øΔ^0-9#b♯♭()/,])*|N\.?C\.?)\s*")
"""Words that look like chord symbols; to parse each word of a song would take seconds."""

REASONS, WORTH_SAYING = 3, 0.25
"""How many reasons are given for or against a track, and from which log odds."""

DOUBTFUL = 0.6
"""A melody of less probability may well be another track."""


@dataclass(frozen=True)
class Candidate:
    """A track that could be the melody.

    `number` counts from 1 in the order of the score; `score` is the probability that it is the melody; `why` says what
    speaks most for the likeliest track, and most against each of the others.
    """

    number: int
    name: str
    score: float
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Voices:
    """A melody, nearly one note at a time, and all other notes with a pitch; `name` and `program` are the melody's.

    `candidates` are the tracks that could be it, likeliest first; `chosen` is the one that was taken, another than the
    first of them only if the user asked for it. `said` has a sentence for what was unusual.
    """

    melody: tuple[PlayedNote, ...]
    accompaniment: tuple[PlayedNote, ...]
    name: str
    program: int
    candidates: tuple[Candidate, ...] = ()
    chosen: Candidate | None = None
    said: tuple[str, ...] = ()


class _Player(NamedTuple):
    """A track with all that speaks for it or against it: by kind, the log odds and the words for it."""

    number: int
    name: str
    evidence: dict[str, tuple[float, str]]

    def sum(self) -> float:
        return sum(odds for odds, _ in self.evidence.values())


def choose(score: Score, track: str | None = None) -> Voices:
    """The melody of a score: the track of a name or number (from 1) if one is asked for, else the likeliest.

    Raises SourceError: "no-such-track", "no-melody" (nothing but drums).
    """
    candidates = ranked(score)
    if track is None and not candidates:
        raise SourceError("no-melody", "only drums play in it")
    number = candidates[0].number if track is None else _asked(score.tracks, track)
    taken = score.tracks[number - 1]
    known = {candidate.number: candidate for candidate in candidates}
    chosen = known.get(number) or Candidate(number, taken.name, 0.0, ("plays drums",))
    single = _single(taken.notes)
    line, under = hands(single, score.ppq) if is_stacked(single) else thinned(single)
    others = (note for other in known if other != number for note in score.tracks[other - 1].notes)
    return Voices(
        melody=line,
        accompaniment=tuple(sorted((*under, *others), key=lambda note: (note.start, note.pitch))),
        name=taken.name,
        program=taken.program,
        candidates=candidates,
        chosen=chosen,
        said=tuple(_unusual(len(taken.notes), len(single), len(under))),
    )


def _single(notes: Iterable[PlayedNote]) -> list[PlayedNote]:
    """The notes in their order, doubled ones once."""
    return list({(note.start, note.pitch): note for note in notes}.values())


def _unusual(notes: int, single: int, under: int) -> Iterator[str]:
    if notes > single:
        yield f"{notes - single:,} of the {notes:,} notes of the melody's track are there twice"
    if under:
        yield f"{under:,} of the {single:,} notes of the melody's track sound under it and accompany it"


def _asked(tracks: Sequence[Track], track: str) -> int:
    """The number of the track of a name (in any case) or a number."""
    for number, candidate in enumerate(tracks, 1):
        if track.casefold() in (candidate.name.casefold(), str(number)):
            return number
    raise SourceError("no-such-track", f'there is no track "{track}"; there are {_listed(tracks)}')


def _listed(tracks: Sequence[Track]) -> str:
    """The tracks by number and name, the first dozen of them."""
    names = [f"{number} {track.name}".strip() for number, track in enumerate(tracks, 1)]
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")


def role(track: Track) -> str:
    """What a track plays: a word of `NAMES`, or "" where neither its name nor its instrument tells."""
    return "drums" if track.is_drum else _by_name(track) or _by_instrument(track)


def _by_name(track: Track) -> str:
    return next((what for what, pattern in NAMES if re.search(pattern, track.name, re.IGNORECASE)), "")


def _by_instrument(track: Track) -> str:
    return next((what for what, programs in PROGRAMS if track.program in programs), "")


def ranked(score: Score, measures: Mapping[str, Measure] = MEASURES) -> tuple[Candidate, ...]:
    """The tracks of a score that could be its melody, likeliest first: all but the drums."""
    players = sorted(_players(score, measures), key=_Player.sum, reverse=True)
    shares = [exp(player.sum() - players[0].sum()) for player in players]
    return tuple(
        Candidate(player.number, player.name, share / sum(shares), tuple(_why(player, players)))
        for player, share in zip(players, shares, strict=True)
    )


def _players(score: Score, measures: Mapping[str, Measure]) -> Iterator[_Player]:
    """The tracks that could be the melody, with all that speaks for each."""
    playing = [(number, track) for number, track in enumerate(score.tracks, 1) if role(track) != "drums"]
    syllables = _syllables(score)
    for (number, track), facts in zip(playing, measured([t for _, t in playing], score.ppq), strict=True):
        evidence = weighed(facts, measures)
        if what := _by_name(track):
            evidence["name"] = (NAMED[what], f'is called "{track.name}"')
        elif what := _by_instrument(track):
            evidence["name"] = (INSTRUMENT * NAMED[what], INSTRUMENTS[what])
        if syllables:
            share = _sung(track.notes, syllables, score.ppq)
            evidence["words"] = (SUNG * share, f"fits {100 * share:.0f} % of the words")
        yield _Player(number, track.name, evidence)


def _why(player: _Player, players: Sequence[_Player]) -> list[str]:
    """What speaks most for the first of the players, beside the next; and most against another, beside the first."""
    rivals = players[:1] if player is not players[0] else players[1:2]
    sign = 1 if player is players[0] else -1
    beside = {kind: odds for rival in rivals for kind, (odds, _) in rival.evidence.items()}
    gains = {words: sign * (odds - beside.get(kind, 0.0)) for kind, (odds, words) in player.evidence.items()}
    return [words for words, gain in sorted(gains.items(), key=lambda item: -item[1])[:REASONS] if gain > WORTH_SAYING]


def _syllables(score: Score) -> list[int]:
    """The ticks of the words to sing; none where the words are chord symbols or too few."""
    words = [(text.tick, text.text) for text in score.texts if text.kind in ("lyrics", "text")]
    ticks = sorted({tick for tick, _ in words})
    chords = sum(CHORD_LIKE.fullmatch(text) is not None for _, text in words)
    return ticks if len(ticks) >= FEWEST_SYLLABLES and 2 * chords < len(words) else []


def _sung(notes: Sequence[PlayedNote], syllables: Sequence[int], ppq: int) -> float:
    """How well notes and syllables go together, 0 to 1: the F measure of those that begin with one of the others."""
    onsets = sorted({note.start for note in notes})
    sung = sum(_is_near(tick, onsets, ppq // 8) for tick in syllables)
    worded = sum(_is_near(tick, syllables, ppq // 8) for tick in onsets)
    return 2 / (len(syllables) / sung + len(onsets) / worded) if sung and worded else 0.0


def _is_near(tick: int, ticks: Sequence[int], distance: int) -> bool:
    """Whether one of the ticks (ascending) lies within a distance."""
    place = bisect_left(ticks, tick - distance)
    return place < len(ticks) and ticks[place] <= tick + distance
