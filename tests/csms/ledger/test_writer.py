"""Everything that waits is kept in one go."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
import logging
from pathlib import Path
import sqlite3
from sqlite3 import Connection
from threading import Event

import pytest

from custom_components.local_ocpp.csms.ledger import writer as writing
from custom_components.local_ocpp.csms.ledger.database import LedgerFile
from custom_components.local_ocpp.csms.ledger.errors import LedgerUnavailable
from custom_components.local_ocpp.csms.ledger.work import Work, reads, writes
from custom_components.local_ocpp.csms.ledger.writer import Writer

from .told import query


@writes
def note(connection: Connection, text: str) -> str:
    """Keep a line, and return it."""
    connection.execute("INSERT INTO station_v1 VALUES (?, 'noted')", (text,))
    return text


@writes
def revise(connection: Connection, line: tuple[str, str]) -> None:
    """Keep the newest text of a subject."""
    connection.execute("INSERT OR REPLACE INTO station_v1 VALUES (?, ?)", line)


@reads
def notes(connection: Connection, _: None) -> list[str]:
    """Return the lines that were kept."""
    return [row["station"] for row in connection.execute("SELECT * FROM station_v1")]


@reads
def hold_up(_: Connection, events: tuple[Event, Event]) -> None:
    """Keep the thread busy until told otherwise."""
    busy, over = events
    busy.set()
    over.wait()


@writes
def stumble(_: Connection, error: Exception) -> str:
    """Be a bug."""
    raise error


@writes
def meanwhile(_: Connection, action: Callable[[], None]) -> str:
    """Do something while the thread is at work."""
    action()
    return "done"


@pytest.fixture
async def writer(path: Path) -> AsyncIterator[Writer]:
    """A writer at work."""
    started = Writer(LedgerFile(path, 0.05))
    await started.start()
    yield started
    await started.stop()


@contextmanager
def held_up(writer: Writer) -> Iterator[None]:
    """Let everything asked inside wait until the end, and then be done at once."""
    busy, over = Event(), Event()
    writer.ask(hold_up, (busy, over))
    busy.wait()
    try:
        yield
    finally:
        over.set()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be another program that holds on to the file."""
    connection = LedgerFile(path, 0).open()
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.close()


def counting(sizes: list[int]) -> Work[None, None]:
    """Return work that notes how many want it at once."""

    def count(_: Connection, arguments: Sequence[None]) -> Iterable[None]:
        sizes.append(len(arguments))
        return arguments

    return Work(count)


async def test_a_hundred_at_once_are_one_transaction(writer: Writer) -> None:
    """A hundred stations share one wait for the disk."""
    sizes: list[int] = []
    work = counting(sizes)
    with held_up(writer):
        asked = [writer.ask(work, None) for _ in range(100)]
    await asyncio.gather(*asked)
    assert sizes == [100]


async def test_everyone_gets_their_own_answer(writer: Writer) -> None:
    """Answers do not get mixed up, however different the questions."""
    with held_up(writer):
        first, all_, last = (
            writer.ask(note, "a"),
            writer.ask(notes, None),
            writer.ask(note, "b"),
        )
    assert (await first, await all_, await last) == ("a", ["a"], "b")


async def test_what_cannot_be_kept_costs_only_itself(writer: Writer) -> None:
    """One bad line among good ones is refused, and the good ones are kept."""
    with held_up(writer):
        asked = [writer.ask(note, text) for text in ("a", "\ud800", "b", "a")]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [str(answer).split(":")[0] for answer in answers] == [
        "a",
        "refused",
        "b",
        "refused",
    ]
    assert await writer.ask(notes, None) == ["a", "b"]
    assert writer.trouble is None


async def test_who_gave_up_waiting_disturbs_nobody(writer: Writer) -> None:
    """A connection that is lost in the meantime changes nothing for the others."""
    with held_up(writer):
        gone, there = writer.ask(note, "a"), writer.ask(note, "b")
        gone.cancel()
    assert await there == "b"
    assert await writer.ask(notes, None) == ["a", "b"]


async def test_newest_news_are_kept(writer: Writer, path: Path) -> None:
    """Of ten changes in a moment, one is written."""
    with held_up(writer):
        for text in "first", "second", "third":
            writer.tell(revise, "a", ("a", text))
        writer.tell(revise, "b", ("b", "withdrawn"))
        writer.withdraw(revise, "b")
    await writer.stop()
    assert query(path, "SELECT * FROM station_v1") == [("a", "third")]


async def test_trouble_is_told_and_ends(
    writer: Writer, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever waits hears that nothing was kept; once the file is free, all is well."""
    caplog.set_level(logging.WARNING)
    with locked(path):
        for _ in range(2):
            with pytest.raises(LedgerUnavailable, match="locked"):
                await writer.ask(note, "a")
        assert writer.trouble
    assert await writer.ask(note, "b") == "b"
    assert writer.trouble is None
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "The ledger cannot be used",
        "The ledger can be used again",
    ]


async def test_news_outlast_trouble(writer: Writer, path: Path) -> None:
    """What nobody waits for is kept as soon as it can be, and the newest wins."""
    with locked(path):
        writer.tell(revise, "a", ("a", "old"))
        writer.tell(revise, "b", ("b", "kept"))
        with pytest.raises(LedgerUnavailable):
            await writer.ask(note, "c")
        writer.tell(revise, "a", ("a", "new"))
    await writer.stop()
    assert query(path, "SELECT * FROM station_v1 ORDER BY 1") == [
        ("a", "new"),
        ("b", "kept"),
    ]


async def test_newer_news_win_over_those_that_failed(
    writer: Writer, path: Path
) -> None:
    """What is told while older news are being written, in vain, is what is kept."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with held_up(writer):
        writer.tell(revise, "a", ("a", "old"))
        newer = writer.ask(meanwhile, lambda: writer.tell(revise, "a", ("a", "new")))
        failed = writer.ask(stumble, full)
    for each in newer, failed:
        with pytest.raises(LedgerUnavailable, match="full"):
            await each
    await writer.stop()
    assert query(path, "SELECT * FROM station_v1") == [("a", "new")]


async def test_news_that_are_no_good_are_dropped(writer: Writer, path: Path) -> None:
    """What can never be kept is not tried for ever."""
    writer.tell(revise, "a", ("a", "\ud800"))
    await writer.stop()
    assert query(path, "SELECT * FROM station_v1") == []


async def test_stop_says_what_could_not_be_kept(path: Path) -> None:
    """Nobody believes that all is on disk when it is not."""
    writer = Writer(LedgerFile(path, 0.05))
    await writer.start()
    with locked(path):
        writer.tell(revise, "a", ("a", "text"))
        with pytest.raises(LedgerUnavailable, match="locked"):
            await writer.stop()


async def test_stop_keeps_what_was_asked_before(writer: Writer, path: Path) -> None:
    """Closing waits for everybody, and a second time for nobody."""
    asked = [writer.ask(note, str(number)) for number in range(10)]
    await writer.stop()
    assert query(path, "SELECT count(*) FROM station_v1") == [(10,)]
    assert all(each.done() for each in asked)
    await writer.stop()


async def test_nothing_is_asked_of_a_closed_ledger(writer: Writer) -> None:
    """Who comes late hears it at once."""
    await writer.stop()
    with pytest.raises(LedgerUnavailable, match="closed"):
        writer.ask(note, "a")


async def test_too_many_are_turned_away(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that does not move costs no memory without end."""
    monkeypatch.setattr(writing, "MOST_WAITING", 10)
    with held_up(writer):
        asked = [writer.ask(notes, None) for _ in range(10)]
        with pytest.raises(LedgerUnavailable, match="overloaded"):
            writer.ask(notes, None)
    await asyncio.gather(*asked)
    assert await writer.ask(notes, None) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_bug_leaves_nobody_waiting(writer: Writer) -> None:
    """If the thread dies of something unheard of, all who wait are told."""
    with held_up(writer):
        waiting = writer.ask(note, "a")
        bug = writer.ask(stumble, RuntimeError("a bug"))
        writer.tell(revise, "a", ("a", "text"))
    for each in waiting, bug:
        with pytest.raises(LedgerUnavailable, match="closed"):
            await each
    await writer.stop()


async def test_ledger_that_does_not_open_leaves_no_thread(
    path: Path, tmp_path: Path
) -> None:
    """A failed start is over: it can be tried again, or stopped."""
    writer = Writer(LedgerFile(tmp_path, 0.05))
    with pytest.raises(LedgerUnavailable, match="unreachable"):
        await writer.start()
    await writer.stop()
