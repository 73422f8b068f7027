"""Words in MIDI files: their encoding, which no file says, and what karaoke files mean by them.

The standard wants ASCII; files hold whatever the computer of their author wrote. One encoding is found for all words of
a file together, by what chardet makes of those beyond ASCII, unless they are UTF-8 or a tag names it. This room knows
words as bytes, not where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

TAGS = {b"{@LATIN}": "cp1252", b"{@JP}": "cp932"}
"""Encodings that a file can name (Lyric Meta Event Definition, RP-026)."""
ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "koi8-r"),
    *("cp932", "euc-jp", "gb18030", "big5", "euc-kr"),
)
"""Encodings in which people have written MIDI files; more of them and short words are taken for one another."""
ENOUGH = 10_000
"""Bytes from which the encoding is told."""
TITLE, KARAOKE = b"@T", (b"@T", b"@L")
"""How texts begin that say the title of a karaoke file; and those that show it to be one."""

Word = tuple[int, str, bytes]
"""The tick, the kind of event ("marker", "lyrics" ...) and the bytes of words in a file."""


def encoding(words: Iterable[bytes]) -> str:
    """The encoding of all the words of a file.

    >>> encoding([b"Blue"]), encoding(["枯葉".encode()]), encoding(["Подмосковные вечера".encode("koi8-r")])
    ('ascii', 'utf-8', 'koi8-r')
    """
    words = list(words)
    beyond = b"\n".join(word for word in words if not word.isascii())
    tagged = [TAGS[tag] for tag in TAGS for word in words if tag in word]
    likely = (*tagged, "ascii", "utf-8")
    return next((name for name in likely if _decodes(beyond, name)), None) or _detected(beyond)


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _detected(data: bytes) -> str:
    """The likeliest encoding of words that are neither ASCII nor UTF-8."""
    import chardet  # noqa: PLC0415  (a tenth of a second that most files do not cost)

    found = chardet.detect(data[:ENOUGH], include_encodings=ENCODINGS, compat_names=False)["encoding"]
    return found or ENCODINGS[0]


def text(word: bytes, encoding: str) -> str:
    """A word without the blanks around it; what is not of the encoding becomes U+FFFD."""
    return word.decode(encoding, "replace").strip("\0 \r\n\t")


def sung(words: Sequence[Word]) -> Iterator[Word]:
    r"""The words of a track, where texts are lyrics if it is a track of a karaoke file, without its marks of lines.

    >>> list(sung([(0, "text", b"@TSolar"), (96, "text", b"\\Sun")]))
    [(0, 'text', b'@TSolar'), (96, 'lyrics', b'Sun')]
    """
    karaoke = any(kind == "text" and text.startswith(KARAOKE) for _, kind, text in words)
    for tick, kind, said in words:
        lyrics = kind == "lyrics" or (karaoke and kind == "text" and not said.startswith(b"@"))
        yield (tick, "lyrics", said.lstrip(b"\\/")) if lyrics else (tick, kind, said)


def title(words: Iterable[Word]) -> bytes:
    """The first title that a karaoke file gives itself."""
    titles = (said.removeprefix(TITLE) for _, kind, said in words if kind == "text" and said.startswith(TITLE))
    return next(titles, b"")
