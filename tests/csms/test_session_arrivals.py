"""One connection: stations come, introduce themselves, vanish and come back."""

import asyncio
from contextlib import AsyncExitStack
from typing import override

import pytest

from custom_components.local_ocpp.csms.domain.authorization import ClearCache
from custom_components.local_ocpp.csms.domain.boot import Reset, ResetType
from custom_components.local_ocpp.csms.domain.errors import Rejected, StationOffline
from custom_components.local_ocpp.csms.domain.model.station import RegistrationStatus
from custom_components.local_ocpp.csms.domain.station import Station
from custom_components.local_ocpp.csms.ocpp.adapter import Adapter
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER as OCPP16
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER as OCPP201
from custom_components.local_ocpp.csms.session import Patience
from tests.csms.conversation import (
    BOOT,
    BOOT_20,
    SECONDS,
    Caller,
    Conversation,
    Deaf,
    Silence,
)
from tests.simulator.pipe import Pipe, PipeClosedError

RESET = Reset(type=ResetType.SOFT)
START = {
    "connectorId": 1,
    "idTag": "CARD",
    "meterStart": 100,
    "timestamp": "2026-06-01T12:00:00Z",
}
STOP = {"transactionId": 1, "meterStop": 200, "timestamp": "2026-06-01T13:00:00Z"}
LONG = Patience(boot=60)


class Curious(Silence):
    """Procedures that ask something when a station comes."""

    @override
    async def welcome(self, station: Station, *, rebooted: bool) -> None:
        await super().welcome(station, rebooted=rebooted)
        await station.execute(ClearCache())


class Clumsy(Silence):
    """Procedures that fail."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    @override
    async def welcome(self, station: Station, *, rebooted: bool) -> None:
        await super().welcome(station, rebooted=rebooted)
        raise self.error


# Before it is taken in


@pytest.mark.parametrize(
    ("adapter", "boot"), [(OCPP16, BOOT), (OCPP201, BOOT_20)], ids=["1.6", "2.0.1"]
)
async def test_stranger(adapter: Adapter, boot: dict[str, object]) -> None:
    """A station that is not taken in yet may introduce itself, and nothing else."""
    garage = Conversation(adapter, adopted=False)
    garage.backoffice.registration = RegistrationStatus.PENDING
    async with garage.caller() as caller:
        answer = await caller.call("BootNotification", boot)
        refusals = [await caller.call(action) for action in (*adapter.incoming, "?")]

    assert answer[2]["status"] == "Pending"
    codes = {
        refusal[2]
        for refusal, action in zip(refusals, (*adapter.incoming, "?"), strict=True)
        if action != "BootNotification"
    }
    assert codes == {"SecurityError"}


async def test_stranger_is_not_asked() -> None:
    """Nothing is asked of a station that is not taken in."""
    garage = Conversation(adopted=False)
    garage.procedures = Curious()
    async with garage.caller() as caller:
        await caller.call("BootNotification", BOOT)
        refusal = await caller.call("Heartbeat")

    assert refusal[2] == "SecurityError"
    assert garage.procedures.started.empty()


async def test_stranger_changes_nothing() -> None:
    """What a station says before it is taken in does not count."""
    garage = Conversation(adopted=False)
    async with garage.caller() as caller:
        await caller.call("StartTransaction", START)

    assert garage.backoffice.transactions == {}
    assert garage.station.state.connectors == {}


async def test_taken_in_meanwhile() -> None:
    """A station that is taken in is heard from then on, over the same connection."""
    garage = Conversation(adopted=False)
    async with garage.caller() as caller:
        assert (await caller.call("Heartbeat"))[0] == 4
        garage.station.adopt()
        assert (await caller.call("Heartbeat"))[0] == 3


# Introductions


async def test_asked_after_the_boot() -> None:
    """A station is not asked before its introduction has been answered."""
    garage = Conversation(patience=LONG)
    async with garage.caller() as caller:
        asking = garage.ask(RESET)
        assert await caller.heard_so_far() == []
        answer = await caller.call("BootNotification", BOOT)
        question = await caller.hear()
        await caller.send(3, question[1], {"status": "Accepted"})
        await asking

    assert answer[2]["status"] == "Accepted"
    assert question[2] == "Reset"


async def test_asked_without_a_boot() -> None:
    """A station that comes back without an introduction is asked after a while."""
    garage = Conversation(patience=Patience(boot=0.01))
    garage.procedures = Curious()
    async with garage.caller() as caller:
        question = await caller.hear()

    assert question[2] == "ClearCache"
    assert garage.procedures.started.get_nowait() == "return"


def test_patience_with_the_boot() -> None:
    """A station has ten seconds to introduce itself."""
    assert Patience().boot == 10


async def test_welcome_after_the_answer() -> None:
    """The first question follows the answer to the introduction."""
    garage = Conversation(patience=LONG)
    garage.procedures = Curious()
    async with garage.caller() as caller:
        answer = await caller.call("BootNotification", BOOT, id="b")
        question = await caller.hear()

    assert answer[:2] == [3, "b"]
    assert question[2] == "ClearCache"
    assert garage.procedures.started.get_nowait() == "boot"


async def test_boots_again() -> None:
    """A second introduction starts over, after what was asked already is answered."""
    garage = Conversation(patience=LONG)
    garage.procedures = Curious()
    async with garage.caller() as caller:
        await caller.call("BootNotification", BOOT)
        first = await caller.hear()
        answer = await caller.call("BootNotification", BOOT)
        assert await caller.heard_so_far() == []
        await caller.send(3, first[1], {"status": "Accepted"})
        second = await caller.hear()

    assert answer[2]["status"] == "Accepted"
    assert second[2] == "ClearCache"


@pytest.mark.parametrize("error", [Rejected("no"), ZeroDivisionError()], ids=repr)
async def test_welcome_fails(error: Exception) -> None:
    """A welcome that goes wrong does not cost the station its connection."""
    garage = Conversation()
    garage.procedures = Clumsy(error)
    async with garage.caller() as caller:
        async with asyncio.timeout(SECONDS):
            assert await garage.procedures.started.get() == "return"
        assert (await caller.call("Heartbeat"))[0] == 3


async def test_sessions_are_followed() -> None:
    """When a session has begun or ended, what follows from that is started."""
    garage = Conversation(patience=LONG)
    async with garage.caller() as caller:
        started = garage.procedures.started
        assert (await caller.call("StartTransaction", START))[2]["transactionId"] == 1
        async with asyncio.timeout(SECONDS):
            assert await started.get() == "session on 1"
        await caller.call("StopTransaction", STOP)
        async with asyncio.timeout(SECONDS):
            assert await started.get() == "session on 1"


# Coming and going


async def test_online() -> None:
    """A station is online while it is connected, in the version that it speaks."""
    garage = Conversation(OCPP201)
    async with garage.caller():
        assert garage.station.state.online
        assert garage.station.state.ocpp_version == "2.0.1"
    assert not garage.station.state.online


async def test_last_words() -> None:
    """What a station says before it vanishes is heard all the same."""
    garage = Conversation()
    async with garage.caller() as caller:
        await caller.send(2, "1", "StartTransaction", START)
        await caller.send(2, "2", "StopTransaction", STOP)

    (kept,) = garage.backoffice.transactions.values()
    assert kept.energy_wh == 100


async def test_hang_up() -> None:
    """When we hang up, the station is offline at once, and the connection closed."""
    garage = Conversation()
    async with garage.caller() as caller:
        await garage.station.hang_up("enough")
        assert not garage.station.state.online
        with pytest.raises(PipeClosedError, match="1001 enough"):
            await caller.hear()


async def test_takeover() -> None:
    """A newer connection wins at once: the older one is closed, its questions are over."""
    garage = Conversation()
    async with garage.caller() as older:
        asking = garage.ask(RESET)
        await older.hear()
        async with garage.caller() as newer:
            assert (await newer.call("Heartbeat"))[0] == 3
            with pytest.raises(StationOffline):
                await asking
            with pytest.raises(PipeClosedError, match="1001 replaced"):
                await older.hear()
            assert garage.station.state.online


async def test_late_farewell() -> None:
    """When the older connection ends at last, the station stays online over the newer."""
    garage = Conversation()
    deaf, _ = Deaf.pair()
    async with AsyncExitStack() as stack:
        older = await stack.enter_async_context(garage.caller(deaf))
        async with garage.caller() as newer:
            assert (await newer.call("Heartbeat"))[0] == 3
            older.vanish()
            await stack.aclose()
            asking = garage.ask(RESET)
            question = await newer.hear()
            await newer.send(3, question[1], {"status": "Accepted"})
            await asking
            assert garage.station.state.online
    assert not garage.station.state.online


@pytest.mark.parametrize("kind", [Pipe, Deaf])
async def test_ten_takeovers(kind: type[Pipe]) -> None:
    """However often a station dials again, its newest connection is served at once."""
    garage = Conversation()
    async with AsyncExitStack() as stack:
        callers: list[Caller] = []
        for _ in range(10):
            ours, _ = kind.pair()
            callers.append(await stack.enter_async_context(garage.caller(ours)))
            assert (await callers[-1].call("BootNotification", BOOT))[0] == 3
        for older in callers[:-1]:
            older.vanish()
        assert (await callers[-1].call("Heartbeat"))[0] == 3
        assert garage.station.state.online
    assert not garage.station.state.online


async def test_question_to_the_newest() -> None:
    """What is asked goes to the newest connection."""
    garage = Conversation()
    deaf, _ = Deaf.pair()
    async with garage.caller(deaf) as older, garage.caller() as newer:
        asking = garage.ask(RESET)
        question = await newer.hear()
        await older.send(3, question[1], {"status": "Rejected"})
        await newer.send(3, question[1], {"status": "Accepted"})

        await asking
        older.vanish()


async def test_farewell_fails() -> None:
    """An older connection that cannot even be closed does not harm the newer."""

    class Stuck(Pipe):
        @override
        async def close(self, code: int = 1000, reason: str = "") -> None:
            raise OSError("no such socket")

    garage = Conversation()
    stuck, _ = Stuck.pair()
    async with garage.caller(stuck), garage.caller() as newer:
        assert (await newer.call("Heartbeat"))[0] == 3
        assert (await newer.call("Heartbeat"))[0] == 3
