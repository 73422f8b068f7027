"""Writing a file whole or not at all.

The bytes go to a temporary file in the same folder, which then takes the name in one step (`os.replace`): nobody ever
sees half a file, and a failed run leaves what stood there before. This room knows nothing of what the bytes mean.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from jazz.errors import OutputError

LONGEST_SLUG = 40  # characters


def slug(title: str, otherwise: str) -> str:
    """Return a title as part of a file name on any system: "Blue Corner!" is "blue-corner"."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:LONGEST_SLUG] or otherwise


def check_writable(path: Path, *, force: bool = False) -> None:
    """Refuse early what `write_whole` would refuse later: a folder, a device, a missing folder, a file that stands.

    Raises OutputError.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name a file in it")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path} is not an ordinary file; name another with -o")
    if path.exists() and not force:
        raise OutputError(f"{path} exists; use --force or another -o")
    if not path.parent.is_dir():
        raise OutputError(f"{path.parent} is not a folder that exists; make it first, or name another with -o")


def write_whole(path: Path | str, data: bytes, *, force: bool = False) -> None:
    """Write `data` to `path` whole or not at all; an existing file is replaced only with `force`.

    Raises OutputError with one line that says what to do.
    """
    path = Path(path)
    try:
        check_writable(path, force=force)
        _replace(path, data)
    except OutputError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"{path} cannot be written: {reason}") from error


def _replace(path: Path, data: bytes) -> None:
    """Write beside `path`, then take its name."""
    beside = path.parent / f".jazz-{os.getpid()}-{time.monotonic_ns()}.part"
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
