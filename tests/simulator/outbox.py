"""Report in order what happened, and keep it while nobody can be told."""

import asyncio
from collections import deque

from .cabinet import Cabinet
from .library import OCPPError
from .transaction import Message, StatusChanged
from .words import Key


class Outbox:
    """Messages on their way to the CSMS.

    Transaction messages wait for a connection and are repeated until answered,
    as often as the settings say; a status is told at once or not at all.
    """

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet
        self._queue: deque[Message] = deque()
        self._filled = asyncio.Event()
        self._attempts = 0
        self.given_up: list[Message] = []

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, message: Message) -> None:
        if isinstance(message, StatusChanged) and not self._cabinet.online:
            return
        self._queue.append(message)
        self._filled.set()

    async def run(self) -> None:
        while True:
            await self._filled.wait()
            await self._cabinet.journal.until(lambda: self._cabinet.online)
            await self._deliver_first()

    def drop_statuses(self) -> list[int]:
        """Forget statuses that nobody heard; return whose they were."""
        unheard = [
            message for message in self._queue if isinstance(message, StatusChanged)
        ]
        for message in unheard:
            self._queue.remove(message)
        return [message.connector for message in unheard]

    async def _deliver_first(self) -> None:
        if not self._queue:
            self._filled.clear()
            return
        message, speech = self._queue[0], self._cabinet.speech
        assert speech is not None
        try:
            await speech.deliver(message)
        except ConnectionError:
            await self._cabinet.journal.until(
                lambda: self._cabinet.speech is not speech
            )
        except (OCPPError, TimeoutError) as error:
            self._cabinet.journal.note(f"not delivered: {error!r}")
            await self._try_again_later(message)
        else:
            self._done(message)

    async def _try_again_later(self, message: Message) -> None:
        self._attempts += 1
        most = self._cabinet.number(Key.ATTEMPTS) or 1
        if isinstance(message, StatusChanged) or self._attempts >= most:
            self.given_up.append(message)
            self._done(message)
            return
        interval_s = self._cabinet.number(Key.RETRY_INTERVAL) or 0
        await self._cabinet.clock.sleep(interval_s * self._attempts)

    def _done(self, message: Message) -> None:
        self._attempts = 0
        if self._queue and self._queue[0] is message:
            self._queue.popleft()
        self._cabinet.journal.look_again()
