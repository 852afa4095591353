"""What all parts of a station share: data sheet, clock, settings, sockets, journal."""

import asyncio
from collections.abc import Coroutine, Mapping
from random import Random
from typing import Any

from .clock import Clock
from .configuration import Configuration
from .connector import Connector
from .fault import Fault
from .installation import Installation
from .journal import Journal
from .library import OCPPError
from .model import Delay, StationModel
from .profiles import ProfileStack
from .rhythm import Rhythm
from .speech import Speech
from .transaction import Transaction
from .words import Key

ACCEPTED = "Accepted"


class Cabinet:
    """The inside of a station.

    `speech` is the connection, if there is one, and `registration` the last
    answer to BootNotification; `violations` lists what the CSMS did wrong.
    """

    def __init__(
        self,
        model: StationModel,
        installation: Installation,
        key_names: Mapping[Key, str],
    ) -> None:
        self.model = model
        self.installation = installation
        self.clock = Clock(
            speed=installation.speed,
            stamps_follow_speed=installation.stamps_follow_speed,
        )
        self.journal = Journal(self.clock.now, installation.keep_frames)
        self.configuration = Configuration(model.settings)
        self.profiles = ProfileStack()
        self.connectors = {
            number: Connector(number, model.hardware)
            for number in range(1, model.hardware.connectors + 1)
        }
        self.station_operative = True
        self.station_fault: str | None = None
        self.transactions: dict[int | str, Transaction] = {}
        self.violations: list[str] = []
        self.bugs: list[BaseException] = []
        self.faults: list[Fault] = []
        self.dice = Random(installation.identity)
        self.speech: Speech | None = None
        self.registration: str | None = None
        self._key_names = key_names
        self._tasks: set[asyncio.Task[None]] = set()
        self._rhythms: list[Rhythm] = []
        for key, value in installation.settings.items():
            self.configuration.put(key, value)
        self.configuration.changed.append(self._reconsider)

    @property
    def online(self) -> bool:
        return self.speech is not None and self.registration == ACCEPTED

    def number(self, key: Key) -> float | None:
        return self.configuration.number(self.name(key))

    def flag(self, key: Key, *, default: bool) -> bool:
        return self.configuration.flag(self.name(key), default=default)

    def words(self, key: Key) -> tuple[str, ...]:
        return self.configuration.words(self.name(key))

    def has(self, key: Key) -> bool:
        return self.name(key) in self.configuration

    def name(self, key: Key) -> str:
        """Return what this version of OCPP calls a setting."""
        return self._key_names.get(key, key.value)

    def object_to(self, violation: str) -> None:
        """Note that the CSMS broke a rule."""
        self.violations.append(violation)
        self.journal.note(f"violation: {violation}")

    async def react(self, delay: Delay) -> None:
        """Take as long as this model takes."""
        seconds = delay.draw(self.dice)
        scale = self.installation.time_scale
        real = self.clock.real_seconds(seconds) if scale is None else seconds * scale
        if real > 0:
            await asyncio.sleep(real)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something beside; a CSMS that is gone or refuses is only noted."""
        task = asyncio.create_task(self._attempt(work))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        task.add_done_callback(lambda _: work.close())  # it may not have begun
        return task

    def spawn_rhythm(self, rhythm: Rhythm) -> asyncio.Task[None]:
        self._rhythms.append(rhythm)
        task = self.spawn(rhythm.run())
        task.add_done_callback(lambda _: self._rhythms.remove(rhythm))
        return task

    async def close(self) -> None:
        """End everything that was spawned."""
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)

    async def _attempt(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (ConnectionError, TimeoutError, OCPPError) as error:
            self.journal.note(f"no answer: {error!r}")

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.bugs.append(error)
            self.journal.note(f"bug: {error!r}")

    def _reconsider(self, _: str) -> None:
        for rhythm in self._rhythms:
            rhythm.reconsider()
