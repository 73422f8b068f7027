"""Songs parted into those to learn from and those to judge by, with no tune in both.

By seed, or as a file prescribes, which is obeyed whatever it says: `torn` tells which tunes it puts on two sides.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path, PurePath

from jazz.errors import SourceError
from jazz.music import Song


def split(songs: Sequence[Song], share: float, rng_seed: int) -> tuple[tuple[Song, ...], tuple[Song, ...]]:
    """The songs in (training, validation), about `share` of them in the latter, with no tune in both.

    The same songs and seed give the same parting in any order. From two tunes on neither side is empty.
    """
    sizes = Counter(song.tune for song in songs)
    order = sorted(sizes, key=lambda tune: sha256(f"{rng_seed}:{tune}".encode(errors="surrogateescape")).digest())
    held: set[str] = set()
    count = 0
    for tune in order[: len(order) - 1]:
        if count + sizes[tune] <= share * len(songs):
            held.add(tune)
            count += sizes[tune]
    if not held and len(order) > 1:
        held = {min(order, key=lambda tune: sizes[tune])}
    return tuple(s for s in songs if s.tune not in held), tuple(s for s in songs if s.tune in held)


def read_split(path: Path | str) -> dict[str, str]:
    """A parting that a file prescribes: the part ("train", "val" ...) of each solo, by its number and by its name.

    The file is JSON, `{"12": {"id": "ArtPepper_Stardust-1", "split": "train"}, ...}`. Raises SourceError.
    """
    try:
        entries = json.loads(Path(path).read_text(encoding="utf-8"))
        named = {key: str(entry["split"]) for key, entry in entries.items()}
        return named | {str(entry["id"]): str(entry["split"]) for entry in entries.values() if "id" in entry}
    except (OSError, UnicodeError) as error:
        raise SourceError("unreadable", f"{path} cannot be read as text: {error}") from error
    except (json.JSONDecodeError, AttributeError, TypeError, KeyError, RecursionError) as error:
        raise SourceError(
            "split", f'{path} is no split; write JSON like {{"12": {{"id": "Name", "split": "train"}}}}'
        ) from error


def select(songs: Iterable[Song], split: dict[str, str], part: str) -> tuple[Song, ...]:
    """The songs of one part, known by the number in their database (after "#") or by the name of their file."""
    return tuple(song for song in songs if split.get(_identity(song.source)) == part)


def _identity(source: str) -> str:
    return source.rpartition("#")[2] if ".db#" in source else PurePath(source).stem


def torn(training: Iterable[Song], validation: Iterable[Song]) -> str:
    """Which tunes stand on both sides, in words; empty where none does."""
    both = sorted({song.tune for song in training} & {song.tune for song in validation})
    return f'{len(both)} tunes are on both sides, such as "{both[0]}"' if both else ""
