"""What can go wrong, and which kind it is.

Every error that a user can cause is a `JazzError`: its text says what, where and what to do, in one line, and its
class decides the exit code of the command line. This room knows no music and no files.
"""

from __future__ import annotations


class JazzError(ValueError):
    """Something a user handed us cannot be used; the message is for that user."""

    exit_code = 1


class ChartError(JazzError):
    """A chart or a chord symbol cannot be read."""

    exit_code = 3


class SourceError(JazzError):
    """A file to read from (MIDI, MusicXML, database, folder) cannot be used.

    `code` is a short, stable reason ("not-midi", "no-chords", ...) for tables and reports.
    """

    exit_code = 4

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ModelError(JazzError):
    """A model folder is missing, damaged or made for another format version."""

    exit_code = 5


class OutputError(JazzError):
    """A file cannot be written, or stands already and was not to be replaced."""

    exit_code = 6
