"""The story of the program, a line per step: from words to a chart to a played solo.

Each function here is what one command does, without a word on a screen; `teaching` tells what `jazz train` does, and
`assessment` what `jazz evaluate` does.
This room knows in which order the other rooms work, and nothing of how they do it; whatever is slow to import waits in
the step that needs it, so that making a solo costs neither TensorFlow nor music21.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from jazz import __version__, assets, charts, defaults, grammar, leadsheet, model, sampling, solotext
from jazz.critic import best
from jazz.engine import NumpyEngine
from jazz.errors import ChartError, JazzError, SourceError
from jazz.fingerprint import Match, longest_match
from jazz.instruments import Instrument, find_instrument
from jazz.manner import find_name
from jazz.model import Config, Model
from jazz.music import Chart, LeftOut, Performance, Solo, Song
from jazz.perform import perform
from jazz.polish import Polished, polish

if TYPE_CHECKING:
    from jazz.corpus import Corpus

SILENT = {"no-notes", "empty"}  # why a lead sheet without notes is no song
BELOW_ANCHOR, ABOVE_ANCHOR = 12, 16  # semitones that a line may go below and above the note it starts from

# ---- solos


@dataclass(frozen=True)
class Request:
    """What is asked of a solo: `tempo` in quarters a minute, `bounds` in MIDI pitches, `max_leap` in semitones.

    Without a `tempo` the chart's is played; without `bounds` a window around the chart's first root, in the octave
    that suits the instrument. `bounds` and `max_leap` are guarantees. `style` and `player` are names that the model
    knows, or empty; `motifs` is how strongly memory brings back what was played, 1 as it was learned. Each of `count`
    solos is the best of `takes`. `backing`, `swing`, `humanise`, `intro`, `ending` and `loop` are those of `perform`.
    `command` is what makes the same again.
    """

    chart: Chart
    seed: int
    tempo: float | None = None
    temperature: float = defaults.TEMPERATURE
    top_p: float = defaults.TOP_P
    motifs: float = defaults.MOTIFS
    bounds: tuple[int, int] | None = None
    max_leap: int = defaults.MAX_LEAP
    instrument: str = defaults.INSTRUMENT
    backing: str = defaults.BACKING
    swing: float | None = None
    humanise: float = defaults.HUMANISE
    intro: bool = False
    ending: bool | None = None
    loop: bool = False
    style: str = ""
    player: str = ""
    count: int = 1
    takes: int = defaults.TAKES
    command: str = ""

    @property
    def pace(self) -> float:
        """The tempo that is played."""
        return self.tempo or self.chart.tempo or defaults.TEMPO


@dataclass(frozen=True)
class Take:
    """One solo: line, what `polish` changed, bounds, performance, match with a taught solo, if the critic chose it."""

    solo: Solo
    changes: tuple[str, ...]
    bounds: tuple[int, int]
    performance: Performance
    match: Match
    chosen: bool


def improvise(player: Model, request: Request) -> list[Take]:
    """Improvise, polish and perform solos; the same model and request give the same takes.

    A transposed chart gives the transposed line, as long as no range is asked for. Raises ChartError for a chart whose
    tempo is none that programs play, unless another is asked for.
    """
    slowest, fastest = defaults.TEMPOS
    if not slowest <= request.pace <= fastest:
        raise ChartError(f"the chart's tempo is {request.pace:g}; say one of {slowest:g} to {fastest:g} with --tempo")
    octaves, bounds = place(request.chart, find_instrument(request.instrument), request.bounds)
    lines = sampling.improvise(
        NumpyEngine(model.recalling(player, request.motifs)),
        request.chart,
        tempo=request.pace,
        rng=np.random.default_rng(request.seed),
        count=request.count * request.takes,
        temperature=request.temperature,
        top_p=request.top_p,
        bounds=(bounds[0] - 12 * octaves, bounds[1] - 12 * octaves),
        manner=manner_of(player, request),
    )
    polished = [_polished(player, request, line, octaves, bounds) for line in lines]
    solos = [_best(player, request, polished[first :: request.count]) for first in range(request.count)]
    return [_take(player, request, *solo, bounds, number=number) for number, solo in enumerate(solos, 1)]


def manner_of(player: Model, request: Request) -> np.ndarray:
    """Return the flags of the style and the player asked for. Raises JazzError for names that are not known."""
    known = player.config.manners
    style = find_name(request.style, known.styles, "style")
    return known.flags(style, find_name(request.player, known.players, "player"))


def _polished(player: Model, request: Request, line: Solo, octaves: int, bounds: tuple[int, int]) -> Polished:
    return polish(
        line.transposed(12 * octaves),
        request.chart,
        bounds=bounds,
        max_leap=request.max_leap,
        tempo=request.pace,
        known=player.fingerprint,
    )


def _best(player: Model, request: Request, takes: Sequence[Polished]) -> tuple[Polished, bool]:
    """Return the take that the model's critic likes best, and whether it could choose; else the first."""
    songs = (Song(request.chart, take.solo, request.pace, 0.5, "", "") for take in takes)
    number = best(songs, player.critic) if len(takes) > 1 else None
    return takes[number or 0], number is not None


def _take(
    player: Model, request: Request, polished: Polished, chosen: bool, bounds: tuple[int, int], *, number: int
) -> Take:
    provenance = f"jazz {__version__}, model {player.config.name}, seed {request.seed}"
    page = leadsheet.format_chart(request.chart)
    performance = perform(
        polished.solo,
        request.chart,
        tempo=request.pace,
        rng=Random(f"{request.seed}/{number}"),
        instrument=request.instrument,
        backing=request.backing,
        swing=request.swing,
        humanise=request.humanise,
        intro=request.intro,
        ending=request.ending,
        loop=request.loop,
        texts=tuple(filter(None, (provenance, request.command, page))),
    )
    return Take(*polished, bounds, performance, longest_match(polished.solo, player.fingerprint), chosen)


def place(chart: Chart, instrument: Instrument, bounds: tuple[int, int] | None) -> tuple[int, tuple[int, int]]:
    """Return by how many octaves a line is moved for an instrument or a range, and the bounds that it then keeps.

    A line starts from the chart's anchor, so its window moves with the key, and only whole octaves put it where the
    instrument plays: a chart in another key gets the same line. A range that is asked for stays as it is.
    """
    home = grammar.anchor(chart)
    low, high = bounds or (instrument.low, instrument.high)

    def outside(octaves: int) -> tuple[int, int]:
        below = low - (home - BELOW_ANCHOR + 12 * octaves)
        above = home + ABOVE_ANCHOR + 12 * octaves - high
        return max(0, below) + max(0, above), abs(octaves)

    octaves = min(range(-5, 6), key=outside)
    moved = home + 12 * octaves
    return octaves, bounds or (moved - BELOW_ANCHOR, moved + ABOVE_ANCHOR)


# ---- models


def open_model(words: str) -> Model:
    """Return the model with a name or in a folder. Raises ModelError."""
    return model.read_model(assets.model_path(words))


def open_config(words: str) -> Config:
    """Return the config of the model with a name or in a folder. Raises ModelError."""
    return model.read_config(assets.model_path(words))


@dataclass(frozen=True)
class Parted:
    """A corpus as songs to learn from and songs to judge by; `note` says what is unusual about that, if anything."""

    corpus: Corpus
    training: tuple[Song, ...]
    validation: tuple[Song, ...]
    note: str = ""


def part(corpus: Corpus, split: Path | None, seed: int) -> Parted:
    """Part a corpus as a split file says, else by tune. Raises SourceError when there is nothing to learn from.

    Songs of a single tune judge themselves, and the note says so; it also names tunes that the file parts in two.
    """
    from jazz.corpus import parting

    songs = songs_of(corpus)
    if split is None:
        training, validation = parting.split(songs, defaults.VALIDATION_SHARE, seed)
        if validation:
            return Parted(corpus, training, validation)
        return Parted(corpus, training, training, "a single tune: the songs that train it also judge it")
    named = parting.read_split(split)
    training, validation = (parting.select(songs, named, name) for name in ("train", "val"))
    if not (training and validation):
        raise SourceError("split", f'{split} must put some of these songs into "train" and some into "val"')
    return Parted(corpus, training, validation, parting.torn(training, validation))


def songs_of(corpus: Corpus) -> tuple[Song, ...]:
    """Return the songs of a corpus. Raises SourceError, with the reasons and how often, where there is none."""
    from jazz.corpus.inventory import summary

    if not corpus.songs:
        raise SourceError("no-songs", f"none of the sources gives a song: {summary(corpus)}")
    return corpus.songs


def model_cards() -> list[tuple[str, str]]:
    """Return the names of all models, each with its card in a line, or what is wrong with it."""
    from jazz.card import headline

    def line(folder: Path) -> str:
        try:
            return headline(model.read_config(folder))
        except JazzError as error:
            return str(error)

    return [(name, line(folder)) for name, folder in sorted(assets.models().items())]


# ---- pages


def inspect(words: str, *, track: str | None = None) -> Song | Chart:
    """Return the song in a file of any kind, else the chart that words mean.

    "wjazzd.db#12", "tunes.abc#3" and "suite.mid#2" are one of several songs in a file.
    """
    from jazz.corpus.readers import Source, read_source

    path, number = charts.place(words)
    if path is None or not _may_hold_songs(path):
        return charts.find(words)
    results = read_source(Source(path, (int(number),) if number else None), track)
    if number:
        results = [each for each in results if each.source.endswith(f"#{number}")]
    silent = len(results) == 1 and isinstance(results[0], LeftOut) and results[0].code in SILENT
    return charts.find(words) if silent else _only(results, words)


def _may_hold_songs(path: Path) -> bool:
    """Whether a file is no text with a chart and no solo."""
    from jazz.corpus.readers import READERS

    suffix = path.suffix.lower()
    return suffix in READERS and (suffix != ".txt" or solotext.SOLO in charts.read_text(path).lower())


def _only(results: Sequence[Song | LeftOut], words: str) -> Song:
    """Return the song that is the only result. Raises SourceError, with the reason if it was left out."""
    if len(results) != 1:
        hint = f"it holds {len(results)} solos; name one by its number, like {words}#1" if results else "no such solo"
        raise SourceError("which", f"{words}: {hint}")
    (found,) = results
    if isinstance(found, LeftOut):
        raise SourceError(found.code, found.reason)
    return found
