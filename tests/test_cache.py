"""What was read before: found again while nothing changed, by several programs; damage costs only time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from jazz import assets
from jazz.corpus import cache
from jazz.corpus.cache import Cache, key


def filled(path: Path, **entries: bytes) -> Path:
    """A cache with these entries."""
    with Cache(path) as store:
        for word, data in entries.items():
            store.put(key(word), data)
    return path


def test_what_is_put_is_found_again_later(tmp_path: Path) -> None:
    with Cache(filled(tmp_path / "c", a=b"one", b=b"two")) as store:
        assert (store.get(key("a")), store.get(key("b")), store.get(key("c"))) == (b"one", b"two", None)
        assert key("a") in store
        assert key("c") not in store
        assert not store.trouble


def test_what_is_put_again_is_replaced(tmp_path: Path) -> None:
    with Cache(filled(filled(tmp_path / "c", a=b"one"), a=b"two")) as store:
        assert store.get(key("a")) == b"two"


def test_two_programs_may_use_one_at_the_same_time(tmp_path: Path) -> None:
    with Cache(tmp_path / "c") as one, Cache(tmp_path / "c") as other:
        for number in range(200):
            (one, other)[number % 2].put(key(str(number)), b"x")
    with Cache(tmp_path / "c") as store:
        assert all(key(str(number)) in store for number in range(200))
    assert [store.trouble for store in (one, other, store)] == ["", "", ""]


def test_keys_differ_in_every_word() -> None:
    """None, an empty word, and where a word ends make a difference."""
    words = [("a", "b"), ("ab",), ("a", None, "b"), ("a", "", "b"), ("b", "a"), ("ab", ""), ("ab", None), ()]
    assert len({key(*each) for each in words}) == len(words)


def test_another_program_has_other_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key("a")
    monkeypatch.setattr(cache, "program", lambda: b"changed")
    assert key("a") != before


def test_the_program_is_its_code_and_its_libraries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def program() -> bytes:
        return cache.program.__wrapped__()

    room = tmp_path / "rooms" / "a.py"
    room.parent.mkdir()
    room.write_text("1")
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "cache.py"))
    found = [program()]
    for text in ("2", "1"):
        room.write_text(text)
        found.append(program())
    assert found[0] == found[2] != found[1]
    (tmp_path / "notes.txt").write_text("of no concern")
    assert program() == found[0]
    ear = tmp_path / "ear"
    ear.write_text("other weights")
    monkeypatch.setattr(assets, "ear", lambda: ear)
    assert program() != found[0]
    monkeypatch.undo()
    monkeypatch.setattr(cache, "version", lambda _: "another")
    assert program() != found[0]


def test_the_same_content_has_one_digest(tmp_path: Path) -> None:
    for name, data in (("a", b"x" * 3_000_000), ("b", b"x" * 3_000_000), ("c", b"x" * 3_000_001)):
        (tmp_path / name).write_bytes(data)
    one, other, longer = (cache.content(tmp_path / name) for name in "abc")
    assert one == other != longer


def noise(path: Path) -> None:
    path.write_bytes(b"noise" * 5000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def other_table(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE readings (something)")


@pytest.mark.parametrize("damage", [noise, cut])
def test_a_damaged_file_is_begun_anew_and_that_is_said(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = filled(tmp_path / "c", **{f"n{number}": os.urandom(2000) for number in range(100)})
    damage(path)
    with Cache(path) as store:
        found = [store.get(key(f"n{number}")) for number in range(100)]
        store.put(key("new"), b"data")
    assert "is begun anew" in store.trouble
    assert None in found
    with Cache(path) as store:
        assert store.get(key("new")) == b"data"
        assert not store.trouble


def test_a_file_of_another_kind_is_done_without(tmp_path: Path) -> None:
    other_table(filled(tmp_path / "c"))
    with Cache(tmp_path / "c") as store:
        assert store.get(key("a")) is None
        store.put(key("a"), b"data")
        assert store.get(key("a")) is None
    assert "cannot be used" in store.trouble


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Cache(tmp_path / "file" / "c") as store:
        store.put(key("a"), b"data")
        assert store.get(key("a")) is None
    assert "cannot be used" in store.trouble


def test_it_grows_to_its_limit_and_the_oldest_go_first(tmp_path: Path) -> None:
    with Cache(tmp_path / "c", most=500_000) as store:
        for number in range(1280):
            store.put(key(str(number)), os.urandom(1000))
    with Cache(tmp_path / "c") as store:
        there = [key(str(number)) in store for number in range(1280)]
    assert there == sorted(there)
    assert 300 < sum(there) < 600
    assert (tmp_path / "c").stat().st_size < 800_000


def test_it_lies_where_caches_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAZZ_HOME", str(tmp_path))
    assert Cache().path == tmp_path / "cache" / cache.FILE
    monkeypatch.delenv("JAZZ_HOME")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.folder() == tmp_path / "xdg" / "jazz"
