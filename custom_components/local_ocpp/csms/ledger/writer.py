"""Keeps everything that waits in one go: a hundred stations cost one wait for the disk."""

import asyncio
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from itertools import groupby
import logging
from operator import attrgetter
from queue import Empty, SimpleQueue
from sqlite3 import Connection
from threading import Thread
from typing import Any, NamedTuple

from .database import LedgerFile
from .errors import LedgerUnavailable, Unavailability
from .work import Work

MOST_WAITING = 20_000
MOST_AT_ONCE = 2_000
RETRY_SECONDS = 5

_LOGGER = logging.getLogger(__name__)


class Topic(NamedTuple):
    """What news are about; only the newest of each is kept."""

    work: Work[Any, Any]
    subject: Hashable


class Job(NamedTuple):
    """One piece of work: somebody waits for its result, or it is news and nobody does."""

    work: Work[Any, Any]
    argument: Any
    waiting: asyncio.Future[Any] | None = None
    topic: Topic | None = None


class Writer:
    """The one thread that touches the file.

    `ask` and `tell` belong to the event loop, what begins with an underscore to the thread.
    The two meet in a queue, and in a dict of which each uses single, atomic operations.
    """

    def __init__(self, file: LedgerFile) -> None:
        """Belong to the running event loop."""
        self.trouble: LedgerUnavailable | None = None
        self._file = file
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[Job | Topic | None] = SimpleQueue()
        self._news: dict[Topic, Any] = {}
        self._owed: list[Topic] = []
        self._in_hand: Sequence[Job] = ()
        self._open = False
        self._started: asyncio.Future[None] = self._loop.create_future()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._thread = Thread(target=self._run, name="local_ocpp ledger", daemon=True)

    async def start(self) -> None:
        """Open the file; raises LedgerUnavailable."""
        self._thread.start()
        try:
            await self._started
        except LedgerUnavailable:
            self._thread.join()
            raise
        self._open = True

    async def stop(self) -> None:
        """Close the file once all is kept; raises LedgerUnavailable if news could not be."""
        if self._open:
            self._open = False
            self._queue.put(None)
        await self._ended
        self._thread.join()
        if self._owed and self.trouble:
            raise self.trouble

    def ask[ArgumentT, ResultT](
        self, work: Work[ArgumentT, ResultT], argument: ArgumentT
    ) -> asyncio.Future[ResultT]:
        """Have something done, and return what to await; raises LedgerUnavailable."""
        if not self._open:
            raise LedgerUnavailable(Unavailability.CLOSED)
        if self._queue.qsize() >= MOST_WAITING:
            raise LedgerUnavailable(Unavailability.OVERLOADED)
        waiting: asyncio.Future[ResultT] = self._loop.create_future()
        self._queue.put(Job(work, argument, waiting))
        return waiting

    def tell[ValueT](
        self, work: Work[ValueT, None], subject: Hashable, value: ValueT
    ) -> None:
        """Have something kept soon, unless there are newer news of the subject by then."""
        topic = Topic(work, subject)
        self._news[topic] = value
        self._queue.put(topic)

    def withdraw(self, work: Work[Any, None], subject: Hashable) -> None:
        """Take news back that have not been kept yet."""
        self._news.pop(Topic(work, subject), None)

    def _run(self) -> None:
        """Be the thread."""
        try:
            self._file.open()
        except LedgerUnavailable as error:
            self._settle([(self._started, error), (self._ended, None)])
            return
        self._settle([(self._started, None)])
        try:
            while self._work():
                pass
        finally:
            self._open = False
            self._file.close()
            self._abandon()

    def _work(self) -> bool:
        """Do everything that waits; return whether there will be more."""
        waiting: list[Job | Topic | None] = [*self._owed]
        patience_seconds = RETRY_SECONDS if self._owed else None
        self._owed = []
        with suppress(Empty):
            waiting.append(self._queue.get(timeout=patience_seconds))
            while waiting[-1] is not None and len(waiting) < MOST_AT_ONCE:
                waiting.append(self._queue.get_nowait())
        more = waiting[-1] is not None
        self._in_hand = [job for each in waiting if (job := self._job(each))]
        if self._in_hand:
            self._commit(self._in_hand)
        self._in_hand = ()
        return more

    def _job(self, waiting: Job | Topic | None) -> Job | None:
        if not isinstance(waiting, Topic):
            return waiting
        value = self._news.pop(waiting, None)
        return None if value is None else Job(waiting.work, value, topic=waiting)

    def _commit(self, jobs: Sequence[Job]) -> None:
        writes = any(job.work.writes for job in jobs)
        try:
            with self._file.transaction(writes=writes) as connection:
                results = _results(connection, jobs)
        except LedgerUnavailable as error:
            if len(jobs) == 1 or error.reason in _CONCERNS_ALL:
                self._fail(jobs, error)
            else:
                for job in jobs:
                    self._commit([job])
        else:
            self._recover(writes=writes)
            self._settle(zip((job.waiting for job in jobs), results, strict=True))

    def _fail(self, jobs: Sequence[Job], error: LedgerUnavailable) -> None:
        """Let those who wait know, and owe the news, unless it was they that were no good."""
        if error.reason is Unavailability.REFUSED:
            _LOGGER.warning("The ledger cannot keep this: %s", error.detail)
        else:
            self._owe(jobs)
            if self.trouble is None:
                _LOGGER.warning("The ledger cannot be used: %s", error)
            self.trouble = error
        self._settle((job.waiting, error) for job in jobs)

    def _owe(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            if job.topic:
                self._news.setdefault(job.topic, job.argument)
                self._owed.append(job.topic)

    def _recover(self, *, writes: bool) -> None:
        if self.trouble and writes:
            _LOGGER.warning("The ledger can be used again")
            self.trouble = None

    def _abandon(self) -> None:
        """Leave nobody waiting for a thread that is no more."""
        closed = LedgerUnavailable(Unavailability.CLOSED)
        futures = [job.waiting for job in self._in_hand]
        with suppress(Empty):
            while True:
                left = self._queue.get_nowait()
                futures.append(left.waiting if isinstance(left, Job) else None)
        self._settle([*((future, closed) for future in futures), (self._ended, None)])

    def _settle(
        self, answers: Iterable[tuple[asyncio.Future[Any] | None, Any]]
    ) -> None:
        """Wake those who wait, all at once."""
        waited_for = [(future, answer) for future, answer in answers if future]
        # A closed loop has nobody left who waits.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(_resolve, waited_for)


# Failures that the next piece of work would meet as well.
_CONCERNS_ALL = {
    Unavailability.LOCKED,
    Unavailability.FULL,
    Unavailability.READ_ONLY,
    Unavailability.UNREACHABLE,
    Unavailability.REPLACED,
    Unavailability.NEWER,
}


def _results(connection: Connection, jobs: Sequence[Job]) -> list[Any]:
    """Do the work; neighbours that want the same are done together."""
    results: list[Any] = []
    for work, alike in groupby(jobs, attrgetter("work")):
        results.extend(work.run(connection, [job.argument for job in alike]))
    return results


def _resolve(answers: Iterable[tuple[asyncio.Future[Any], Any]]) -> None:
    for waiting, answer in answers:
        if waiting.done():
            continue
        if isinstance(answer, LedgerUnavailable):
            waiting.set_exception(LedgerUnavailable(answer.reason, answer.detail))
        else:
            waiting.set_result(answer)
