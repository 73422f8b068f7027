"""The story of the program, a line per step: from words to a chart to a played solo, and from files to a model.

Each function here is what one command does, without a word on a screen: `improvise`, `train`, `inspect`, `evaluate`.
This room knows in which order the other rooms work, and nothing of how they do it; whatever is slow to import is
imported by the step that needs it, so that making a solo costs neither TensorFlow nor music21.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from jazz import __version__, assets, card, defaults, grammar, leadsheet, midi, sampling, solotext
from jazz.engine import NumpyEngine
from jazz.errors import ChartError, JazzError, OutputError, SourceError
from jazz.instruments import Instrument, find_instrument
from jazz.model import Model, read_model, write_model
from jazz.music import Chart, Performance, Solo, Song
from jazz.perform import perform
from jazz.polish import polish
from jazz.theory import guess_key, parse_chord, parse_key

if TYPE_CHECKING:
    from jazz.corpus import Corpus
    from jazz.evaluate import Row
    from jazz.events import Event
    from jazz.training import Settings

BELOW_ANCHOR, ABOVE_ANCHOR = 12, 16  # semitones that a line may go below and above the note it starts from

# ---- charts


def find_chart(words: str) -> Chart:
    """Return the chart that words mean: a chart as text, a file with one, or the name of a shipped one.

    Raises ChartError, also for a name or a file that is not there.
    """
    if "|" in words or "\n" in words:
        return leadsheet.parse(words)
    if Path(words).is_file():
        return leadsheet.parse(read_text(Path(words)))
    if _are_chords(words):
        return leadsheet.parse(f"| {' | '.join(words.split())} |")
    return leadsheet.parse(assets.chart_text(words))


def read_text(path: Path) -> str:
    """Return the text of a file. Raises ChartError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ChartError(f"{path} is not text; a chart is written like | Dm7 | G7 | Cmaj7 | % |") from None
    except OSError as error:
        raise ChartError(f"{path} cannot be read: {error.strerror}") from None


def _are_chords(words: str) -> bool:
    try:
        return bool([parse_chord(word) for word in words.split()])
    except ChartError:
        return False


def arrange(chart: Chart, *, key: str | None = None, choruses: int | None = None, bars: int | None = None) -> Chart:
    """Return the chart in another key (its mode stays), so many times through or so many bars of it.

    Every chart leaves with a key, guessed from its chords when it names none.
    """
    chart = replace(chart, key=chart.key or guess_key(chart))
    if key is not None and chart.key is not None:
        chart = leadsheet.transpose(chart, parse_key(key).tonic - chart.key.tonic)
    if chart.bars * (choruses or 1) > defaults.MOST_BARS:
        raise ChartError(f"{choruses} choruses of {chart.bars} bars are too many; the limit is {defaults.MOST_BARS:,} bars")
    return chart.first_bars(bars) if bars else chart.repeated(choruses) if choruses else chart


# ---- a solo


@dataclass(frozen=True)
class Take:
    """One solo as it is handed to the player: the line, what `polish` changed in it, and the performance."""

    solo: Solo
    changes: tuple[str, ...]
    bounds: tuple[int, int]
    performance: Performance


def improvise(
    model: Model,
    chart: Chart,
    *,
    seed: int,
    tempo: float | None = None,
    temperature: float = defaults.TEMPERATURE,
    top_p: float = defaults.TOP_P,
    bounds: tuple[int, int] | None = None,
    max_leap: int = defaults.MAX_LEAP,
    instrument: str = defaults.INSTRUMENT,
    backing: str = defaults.BACKING,
    count: int = 1,
    texts: Sequence[str] = (),
) -> list[Take]:
    """Improvise, polish and perform `count` solos over a chart; the same arguments give the same takes.

    `tempo` in quarters a minute (None: the chart's), `bounds` the lowest and highest MIDI pitch (a guarantee; None: a
    window around the chart's first root, in the octave that suits the instrument), `max_leap` in semitones (a
    guarantee), `backing` "none" or "chords", `texts` words for the file. A transposed chart gives the transposed line.
    """
    tempo = tempo or chart.tempo or defaults.TEMPO
    player = find_instrument(instrument)
    octaves, bounds = place(chart, player, bounds)
    lines = sampling.improvise(
        NumpyEngine(model),
        chart,
        tempo=tempo,
        rng=np.random.default_rng(seed),
        count=count,
        temperature=temperature,
        top_p=top_p,
        bounds=(bounds[0] - 12 * octaves, bounds[1] - 12 * octaves),
    )
    takes = []
    for number, line in enumerate(lines):
        polished = polish(line.transposed(12 * octaves), chart, bounds=bounds, max_leap=max_leap, tempo=tempo)
        played = perform(
            polished.solo,
            chart,
            tempo=tempo,
            rng=Random(f"{seed}/{number}"),
            instrument=instrument,
            backing=backing,
            texts=tuple(texts),
        )
        takes.append(Take(polished.solo, polished.changes, bounds, played))
    return takes


def place(chart: Chart, player: Instrument, bounds: tuple[int, int] | None) -> tuple[int, tuple[int, int]]:
    """Return by how many octaves a line is moved for a player or a range, and the bounds it then keeps.

    Lines start from the chart's anchor, so the window moves with the key; only whole octaves put it where the player
    plays. A range that is asked for is kept as it is.
    """
    home = grammar.anchor(chart)
    window = home - BELOW_ANCHOR, home + ABOVE_ANCHOR
    low, high = bounds or (player.low, player.high)

    def missing(octaves: int) -> int:
        return max(0, low - window[0] - 12 * octaves) + max(0, window[1] + 12 * octaves - high)

    octaves = min(range(-4, 6), key=lambda octaves: (missing(octaves), abs(octaves)))
    return octaves, bounds or (window[0] + 12 * octaves, window[1] + 12 * octaves)


# ---- a model


@dataclass(frozen=True)
class Parted:
    """Songs to learn from, and songs to judge by; `note` says what is unusual about the parting, if anything."""

    training: tuple[Song, ...]
    validation: tuple[Song, ...]
    note: str = ""


def part(songs: Sequence[Song], split: Path | None, seed: int) -> Parted:
    """Part songs as a split file says, or by tune. Raises SourceError when nothing is left to learn from.

    Songs of a single tune judge themselves, and the note says so.
    """
    from jazz import corpus  # noqa: PLC0415

    if not songs:
        raise SourceError("no-songs", "no song could be read from these sources; `jazz inspect FILE` says more of one")
    if split is not None:
        named = corpus.read_split(split)
        parted = Parted(corpus.select(songs, named, "train"), corpus.select(songs, named, "val"))
        if not (parted.training and parted.validation):
            raise SourceError("split", f'{split} must put some of these songs into "train" and some into "val"')
        return parted
    training, validation = corpus.split(songs, defaults.VALIDATION_SHARE, seed)
    if not validation:
        return Parted(training, training, "only one tune: validation is on the songs it is trained on")
    return Parted(training, validation)


def new_model(name: str, out: Path | None, *, fresh: bool) -> Path:
    """Return the folder of a model to be trained, made if need be. Raises JazzError where one stands finished.

    `fresh` forgets an unfinished training and lets the new model take the place of an old one.
    """
    folder = (out or assets.user_models()) / assets.check_name(name)
    if out is None and name in assets.shipped_models():
        raise JazzError(f"{name} is a shipped model; choose another --name, or a folder of your own with --out")
    if fresh:
        shutil.rmtree(folder / TRAINING, ignore_errors=True)
    elif (folder / assets.CONFIG).exists() and not (folder / TRAINING).exists():
        raise OutputError(f"{folder} holds a trained model; use another --name, or --fresh to train it anew")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}; choose another place with --out") from None
    return folder


def train(
    parted: Parted, folder: Path, settings: Settings, *, card_for: Callable[[Config], str], on_event: Callable[[Event], None]
) -> Model:
    """Train a model and write its folder; stopped, it goes on from its checkpoint when called again."""
    from jazz import training  # noqa: PLC0415

    model = training.train(
        parted.training, parted.validation, settings, folder / TRAINING, name=folder.name, on_event=on_event
    )
    chart = arrange(find_chart(defaults.CHART))
    (take,) = improvise(model, chart, seed=settings.seed, texts=[f"jazz {__version__}, model {folder.name}"])
    write_model(model, folder, card=card_for(model.config), sample=midi.encode(take.performance))
    shutil.rmtree(folder / TRAINING, ignore_errors=True)
    return model


def evaluate(
    model: Model, parted: Parted, on_progress: Callable[[str], None] | None = None
) -> list[Row]:
    """Score a model on the validation songs, beside controls that are fitted on the training songs."""
    from jazz import evaluate as scores  # noqa: PLC0415

    return scores.evaluate(model, parted.validation, fit_on=parted.training, on_progress=on_progress)


# ---- a page


def inspect(words: str, *, track: str | None = None) -> Song | Chart:
    """Return the song in a file of any kind ("wjazzd.db#12" is a solo of a database), else the chart that words mean."""
    file, _, number = words.rpartition("#") if not os.path.isfile(words) else (words, "", "")
    if not os.path.isfile(file):
        return find_chart(words)
    if _is_chart(Path(file)):
        return find_chart(file)
    return _song_in(Path(file), number, track)


def _is_chart(path: Path) -> bool:
    """Whether a file is text with a chart and no solo."""
    from jazz import corpus  # noqa: PLC0415

    suffix = path.suffix.lower()
    return suffix not in corpus.READERS or suffix == ".txt" and solotext.SOLO not in read_text(path).lower()


def _song_in(path: Path, number: str, track: str | None) -> Song:
    from jazz import corpus, weimar  # noqa: PLC0415

    in_database = number.isdigit() and weimar.is_weimar(path)
    results = list(weimar.read(path, {int(number)})) if in_database else corpus.read_file(path, track)
    for result in results:
        if isinstance(result, Song):
            return result
    raise SourceError(results[0].code, results[0].reason) if results else SourceError("empty", f"{words} holds no song")
