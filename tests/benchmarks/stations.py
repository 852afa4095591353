"""The stations of the benchmark: cheap ones, that say the same again and again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager
import json
from time import monotonic_ns, perf_counter
from typing import Any

from . import frames
from .wire import Wire

# How long an answer is waited for; no figure depends on it.
PATIENCE_SECONDS = 60


class Charger:
    """One station; in a closed loop it says the next thing once the last is answered."""

    def __init__(self, port: int, identity: str) -> None:
        """Know where to connect."""
        self.answered = 0
        self.refused: list[str] = []
        self.limits_heard_at: list[int] = []
        self._port = port
        self._identity = identity
        self._wire: Wire | None = None
        self.sequence = 0
        self._meter_frames = frames.MeterFrames(None)
        self._talks = False
        self._answer: asyncio.Future[bytes] | None = None

    async def connect(self) -> None:
        """Open the connection."""
        self._wire = await Wire.connect(self._port, self._identity, self._hear)

    async def begin(self, *, boots: bool, session: bool) -> None:
        """Connect and say what a station says first."""
        await self.connect()
        if boots:
            await self.call("BootNotification", frames.BOOT)
            await self.call("StatusNotification", frames.STATUS)
        if session:
            started = await self.call("StartTransaction", frames.start_of_session())
            number = int(json.loads(started)[2]["transactionId"])
            self._meter_frames = frames.MeterFrames(number)

    async def call(self, action: str, payload: Any) -> bytes:
        """Ask something and return the answer."""
        self.sequence += 1
        return await self._ask(
            json.dumps([2, str(self.sequence), action, payload]).encode()
        )

    async def report(self) -> None:
        """Say once what the meter says."""
        self.sequence += 1
        await self._ask(self._meter_frames.next(self.sequence))

    def talk(self) -> None:
        """Say what the meter says, again and again."""
        self._talks = True
        self._say_next()

    async def fall_silent(self) -> None:
        """Say no more once the last thing is answered."""
        self._talks = False
        self._answer = asyncio.get_running_loop().create_future()
        await self._answer

    def abort(self) -> Awaitable[None]:
        """Go without a word; return what to await until it is gone."""
        assert self._wire
        self._wire.abort()
        return self._wire.gone

    async def _ask(self, frame: bytes) -> bytes:
        assert self._wire
        self._answer = asyncio.get_running_loop().create_future()
        self._wire.say(frame)
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._answer

    def _say_next(self) -> None:
        assert self._wire
        self.sequence += 1
        self._wire.say(self._meter_frames.next(self.sequence))

    def _hear(self, text: bytes) -> None:
        if text.startswith(b"[2"):
            self._reply(text)
            return
        if text.startswith(b"[4"):
            self.refused.append(text.decode())
        self.answered += 1
        if self._talks:
            self._say_next()
        elif self._answer and not self._answer.done():
            self._answer.set_result(text)

    def _reply(self, text: bytes) -> None:
        heard_at = monotonic_ns()
        _, id_, action, _ = json.loads(text)
        if action == "SetChargingProfile":
            self.limits_heard_at.append(heard_at)
        reply = (
            [3, id_, frames.ANSWERS[action]]
            if action in frames.ANSWERS
            else [4, id_, "NotImplemented", "", {}]
        )
        assert self._wire
        self._wire.say(json.dumps(reply).encode())


class Stations:
    """Several fleets of chargers, each at a server of its own."""

    def __init__(self) -> None:
        """Have none."""
        self._fleets: dict[str, list[Charger]] = {}

    async def arrive(
        self, fleet: str, port: int, count: int, boots: bool, session: bool
    ) -> None:
        """Connect a fleet, a few at a time."""
        chargers = [Charger(port, f"S{number}") for number in range(count)]
        self._fleets[fleet] = chargers
        few = asyncio.Semaphore(20)

        async def begin(charger: Charger) -> None:
            async with few:
                await charger.begin(boots=boots, session=session)

        await asyncio.gather(*map(begin, chargers))

    async def talk(self, fleet: str, seconds: float) -> tuple[int, float]:
        """Have each talk in a closed loop; return the calls answered and the seconds."""
        chargers = self._fleets[fleet]
        before, began = _answered(chargers), perf_counter()
        for charger in chargers:
            charger.talk()
        await asyncio.sleep(seconds)
        await asyncio.gather(*(charger.fall_silent() for charger in chargers))
        self._must_be_welcome(chargers)
        return _answered(chargers) - before, perf_counter() - began

    async def report(self, fleet: str, times: int, every_seconds: float) -> None:
        """Have each say what its meter says, now and then, as in life."""
        chargers = self._fleets[fleet]
        for _ in range(times):
            await asyncio.gather(*(charger.report() for charger in chargers))
            await asyncio.sleep(every_seconds)
        self._must_be_welcome(chargers)

    async def rest(self, seconds: float) -> None:
        """Say nothing."""
        await asyncio.sleep(seconds)

    def said(self, fleet: str) -> int:
        """Return the number of the last thing that the first of a fleet said."""
        return self._fleets[fleet][0].sequence

    async def return_at_once(self, fleet: str) -> float:
        """Drop all connections, return and boot; return the seconds until all are answered."""
        chargers = self._fleets[fleet]
        gone = [charger.abort() for charger in chargers]
        await asyncio.gather(*gone)
        began = perf_counter()
        await asyncio.gather(*map(_return, chargers))
        return perf_counter() - began

    def limits_heard(self, fleet: str) -> list[int]:
        """Return when the first of a fleet was told limits (monotonic ns), and forget it."""
        charger = self._fleets[fleet][0]
        heard_at, charger.limits_heard_at = charger.limits_heard_at, []
        return heard_at

    async def leave(self, fleet: str) -> None:
        """Disconnect a fleet."""
        await asyncio.gather(*(each.abort() for each in self._fleets.pop(fleet)))

    @staticmethod
    def _must_be_welcome(chargers: Iterable[Charger]) -> None:
        for charger in chargers:
            if charger.refused:
                raise AssertionError(f"refused: {charger.refused[0]}")


@asynccontextmanager
async def stations() -> AsyncIterator[Stations]:
    """Be the process of the stations."""
    yield Stations()


async def _return(charger: Charger) -> None:
    await charger.connect()
    await charger.call("BootNotification", frames.BOOT)


def _answered(chargers: Iterable[Charger]) -> int:
    return sum(charger.answered for charger in chargers)
