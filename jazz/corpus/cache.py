"""What was read before, so that it need not be read again: bytes by key, in one SQLite file in the user's cache folder.

A key is made of all that the answer depends on: the content of the file, its name (which may be the title), what was
asked, and the program itself (code, weights, libraries), so that nobody has to remember to throw anything away. A cache
that is damaged is begun anew, and one that cannot be used is done without; `trouble` says so. Several programs may use
one at the same time. The file grows to `MOST` bytes; then what was stored first goes. This room knows SQLite, and
nothing of what the bytes mean.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from jazz import assets

FILE = "readings.sqlite"
MOST = 1 << 30
"""Bytes: about 300,000 songs."""
TOGETHER = 64
"""Answers that are written at one go, so that others wait for moments only."""
PATIENCE = 10.0
"""Seconds to wait for another program that is writing."""
LIBRARIES = ("mido", "music21", "numpy", "symusic")
"""Outside libraries on which it depends what is read."""
KEY_BYTES = 20

OPENING = (
    "PRAGMA journal_mode = WAL",  # readers do not wait for a writer
    "PRAGMA synchronous = NORMAL",  # a crash of the machine may cost the last answers, never the file
    "CREATE TABLE IF NOT EXISTS readings (number INTEGER PRIMARY KEY, key BLOB UNIQUE, data BLOB)",
)
FORGET = """
DELETE FROM readings WHERE number IN
(SELECT number FROM readings ORDER BY number LIMIT (SELECT count(*) / 8 + 1 FROM readings))
"""


def folder() -> Path:
    """Where caches are kept: `$JAZZ_HOME/cache`, or where the platform keeps them."""
    home = os.environ.get("JAZZ_HOME")
    if home:
        return Path(home) / "cache"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "jazz" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "jazz"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "jazz"


def key(*words: bytes | str | None) -> bytes:
    """A key for all these words and this program; None and an empty word are different words."""
    digest = blake2b(program(), digest_size=KEY_BYTES)
    for word in words:
        data = (
            b"-" if word is None else b"+" + (word.encode(errors="surrogateescape") if isinstance(word, str) else word)
        )
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.digest()


def content(path: Path) -> bytes:
    """The digest of a file's bytes. Raises OSError."""
    digest = blake2b(digest_size=KEY_BYTES)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.digest()


@cache
def program() -> bytes:
    """The digest of what reads: the code of the package, the weights that it hears with, and its libraries."""
    package = Path(__file__).parent
    digest = blake2b(" ".join(version(name) for name in LIBRARIES).encode())
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.digest() + content(assets.ear())


class Cache:
    """Bytes by key in a file; to be closed, so that all is written. `trouble` says what was wrong with it."""

    def __init__(self, path: Path | None = None, *, most: int = MOST) -> None:
        self.path = path or folder() / FILE
        self.trouble = ""
        self._most = most
        self._unwritten: dict[bytes, bytes] = {}
        self._database: sqlite3.Connection | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connect()
        except (sqlite3.Error, OSError) as error:
            self._mend(error)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __contains__(self, key: bytes) -> bool:
        return key in self._unwritten or bool(self._ask("SELECT 1 FROM readings WHERE key = ?", key))

    def get(self, key: bytes) -> bytes | None:
        """Return the bytes that are stored under a key, or None."""
        if key in self._unwritten:
            return self._unwritten[key]
        found = self._ask("SELECT data FROM readings WHERE key = ?", key)
        return found[0][0] if found else None

    def put(self, key: bytes, data: bytes) -> None:
        """Store bytes under a key."""
        if self._database is None:
            return
        self._unwritten[key] = data
        if len(self._unwritten) >= TOGETHER:
            self._write()

    def close(self) -> None:
        """Write what is not written yet, and let go of the file."""
        self._write()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _connect(self) -> None:
        self._database = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        for statement in OPENING:
            self._database.execute(statement)

    def _ask(self, question: str, key: bytes) -> list[tuple[bytes]]:
        try:
            return self._database.execute(question, (key,)).fetchall() if self._database is not None else []
        except sqlite3.Error as error:
            self._mend(error)
            return []

    def _write(self) -> None:
        unwritten, self._unwritten = self._unwritten, {}
        if self._database is None or not unwritten:
            return
        try:
            with closing(self._database.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                cursor.executemany("INSERT OR REPLACE INTO readings (key, data) VALUES (?, ?)", unwritten.items())
                if _size(cursor) > self._most:
                    cursor.execute(FORGET)
                cursor.execute("COMMIT")
        except sqlite3.Error as error:
            self._mend(error)

    def _mend(self, error: sqlite3.Error | OSError) -> None:
        """Begin a damaged file anew, once; do without one that cannot be used."""
        if self._database is not None:
            self._database.close()
            self._database = None
        damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        if self.trouble or not damaged:
            self.trouble = f"{self.path} cannot be used ({error}), so nothing that is read is remembered"
            return
        self.trouble = f"{self.path} was damaged ({error}) and is begun anew"
        try:
            for end in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)
            self._connect()
        except (sqlite3.Error, OSError) as again:
            self._mend(again)


def _size(cursor: sqlite3.Cursor) -> int:
    """Bytes in use in the file."""
    pages, free, size = (
        int(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
