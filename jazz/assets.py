"""Where the shipped charts, corpus and models lie, and the models that a user has trained.

In a wheel they lie inside the package, in a clone beside it. Everything is found by name: a name is one plain word, so
no name leads out of its folder. This room knows paths, and nothing of what the files say.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from jazz.errors import ChartError, JazzError, ModelError

CONFIG = "config.json"  # a folder that holds this file is a model

_PACKAGE = Path(__file__).resolve().parent
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def charts() -> list[str]:
    """Return the names of the shipped charts, sorted."""
    return sorted(path.stem for path in _shipped("data/charts").glob("*.txt"))


def chart_text(name: str) -> str:
    """Return the text of a shipped chart. Raises ChartError with the nearest names."""
    if name not in charts():
        raise ChartError(_unknown(name, "a file or a shipped chart", charts()))
    return (_shipped("data/charts") / f"{name}.txt").read_text(encoding="utf-8")


def corpus_files() -> list[Path]:
    """Return the files of the small original corpus, sorted."""
    return sorted(_shipped("data/corpus").glob("*.txt"))


def ear() -> Path:
    """Return the file of the weights that chords are heard with."""
    return _shipped("data/ear") / "weights.safetensors"


def rendition() -> Path:
    """Return the file of the weights that a soloist's notes are played with."""
    return _shipped("data/rendition") / "weights.safetensors"


def user_models() -> Path:
    """Return the folder of the user's own models: `$JAZZ_HOME/models`, or where the platform keeps such data."""
    home = os.environ.get("JAZZ_HOME")
    return (Path(home) if home else _platform_home()) / "models"


def models() -> dict[str, Path]:
    """Return the folders of all models by name: the user's own, and the shipped ones, which no other name hides."""
    found = (path for root in (user_models(), _shipped("models")) if root.is_dir() for path in sorted(root.iterdir()))
    return {path.name: path for path in found if (path / CONFIG).is_file()}


def shipped_models() -> list[str]:
    """Return the names of the shipped models, sorted."""
    return sorted(path.parent.name for path in _shipped("models").glob(f"*/{CONFIG}"))


def model_path(name: str) -> Path:
    """Return the folder of a model, given its name or the folder itself. Raises ModelError with the nearest names."""
    known = models()
    if name in known:
        return known[name]
    if os.path.isfile(Path(name, CONFIG)):
        return Path(name)
    raise ModelError(_unknown(name, "a model or the folder of one", known))


def check_name(name: str) -> str:
    """Return a name for a new model unchanged if it is one plain word. Raises JazzError."""
    if not _NAME.fullmatch(name):
        raise JazzError(f'"{name}" cannot name a model; use up to 64 letters, digits, ".", "_" and "-"')
    return name


def _shipped(kind: str) -> Path:
    """Return a folder of shipped files: inside the package when installed, else beside it in the clone."""
    inside = _PACKAGE / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind


def _platform_home() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "jazz"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "jazz"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "jazz"


def _unknown(name: str, kind: str, known: Iterable[str]) -> str:
    """Say that a name is unknown, which names are near it, and which there are."""
    names = sorted(known)
    near = get_close_matches(name, names, cutoff=0.5)
    hint = f"nearest: {', '.join(near)}; " if near else ""
    return f'"{name[:60]}" is not {kind}; {hint}there are: {", ".join(names) or "none yet"}'
