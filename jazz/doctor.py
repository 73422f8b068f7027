"""What of jazz is installed here, and whether it works: `examine`.

Libraries are those that the installed package names, asked by their metadata and not imported, since some take seconds.
The soloist is really opened and plays four bars. What is missing comes with what to do about it. This room knows where
things lie, and nothing of how they work.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from time import perf_counter

from jazz import __version__, assets, charts, defaults, pipeline, sound
from jazz.corpus import cache
from jazz.errors import JazzError

REQUIREMENT = re.compile(r"([\w.-]+)[^;]*(?:;.*extra\s*==\s*['\"](\w+)['\"])?")
FOR_DEVELOPERS = "dev"
TEST_CHART = "| Dm7 | G7 | Cmaj7 | % |"


@dataclass(frozen=True)
class Fact:
    """One thing that was looked at: what it is, what was found, and what to do where it is missing.

    `works` is None where something is missing that only some commands need.
    """

    subject: str
    found: str
    works: bool | None = True
    advice: str = ""


def examine() -> list[Fact]:
    """Look at everything; nothing is changed, and nothing is raised."""
    return [_program(), *_libraries(), *_engines(), *_sounds(), *_shelves()]


def _program() -> Fact:
    return Fact("jazz", f"{__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}")


def _libraries() -> Iterator[Fact]:
    """The libraries that the package asks for, those of each extra after the others; developers have their own."""
    try:
        lines = requires("jazz") or ()
    except PackageNotFoundError:
        yield Fact("libraries", "not known, since jazz runs from a clone", None, "pip install . in the clone")
        return
    named = {(match[2] or "", match[1]) for each in lines if (match := REQUIREMENT.match(each))}
    for extra, name in sorted((extra, name) for extra, name in named if extra != FOR_DEVELOPERS):
        install = f"pip install 'jazz[{extra}]'" if extra else f"pip install {name}"
        try:
            yield Fact(name, version(name))
        except PackageNotFoundError:
            yield Fact(name, "missing", None if extra else False, install)


def _engines() -> Iterator[Fact]:
    """What plays, tried, and what trains."""
    yield _tried("plays with NumPy", _four_bars, "install jazz again: pip install --force-reinstall jazz")
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    try:
        yield Fact("trains with Keras", f"{version('keras')} on {backend} {version(backend)}")
    except PackageNotFoundError:
        yield Fact("trains with Keras", f"{backend} is missing", False, f"pip install {backend}")


def _four_bars() -> str:
    """Let the shipped model play."""
    begun = perf_counter()
    chart = charts.arrange(charts.find(TEST_CHART))
    (take,) = pipeline.improvise(pipeline.open_model(defaults.MODEL), pipeline.Request(chart, seed=0))
    return f"{defaults.MODEL} plays four bars, {len(take.solo)} notes, in {perf_counter() - begun:.2f} s"


def _sounds() -> Iterator[Fact]:
    """What --wav needs."""
    yield _tried("FluidSynth", _fluidsynth, needed=False)
    yield _tried("soundfont", lambda: str(sound.find_soundfont()), needed=False)


def _fluidsynth() -> str:
    path = sound.find_fluidsynth()
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise JazzError(f"{path} does not run: {error}") from error
    number = re.search(r"\d+(\.\d+)+", said)
    return f"{number[0]}, {path}" if number else path


def _shelves() -> Iterator[Fact]:
    """Where models, charts and what was read lie."""
    own, shipped = assets.user_models(), set(assets.shipped_models())
    mine = sorted(set(assets.models()) - shipped)
    yield Fact("shipped models", ", ".join(sorted(shipped)) or "none", bool(shipped), "install jazz again")
    yield Fact("your models", f"{', '.join(mine) or 'none yet'}, in {own}")
    yield Fact("shipped charts", str(len(assets.charts())), bool(assets.charts()), "install jazz again")
    file = cache.folder() / cache.FILE
    size = f"{file.stat().st_size / 1e6:.1f} MB" if file.is_file() else "empty"
    yield Fact("cache of readings", f"{size}, in {file.parent}")
    home = os.environ.get("JAZZ_HOME")
    yield Fact("JAZZ_HOME", home or f"not set: models and cache are where {sys.platform} keeps such things")


def _tried(subject: str, trial: Callable[[], str], advice: str = "", *, needed: bool = True) -> Fact:
    """What a trial says, or what went wrong in it; the error itself says what to do where `advice` does not."""
    try:
        return Fact(subject, trial())
    except JazzError as error:
        return Fact(subject, "does not work" if needed else "missing", False if needed else None, advice or str(error))
