"""The central system: who is known, who is a stranger, who is forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from custom_components.local_ocpp.csms.central import ADAPTERS, CentralSystem
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.station import (
    RegistrationStatus,
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.station import Station
from custom_components.local_ocpp.csms.journal import FRAMES_KEPT
from custom_components.local_ocpp.csms.procedures.owner import OwnersWord
from custom_components.local_ocpp.csms.session import Patience
from tests.csms.backoffice import PlainBackoffice
from tests.csms.conversation import BOOT, SECONDS, Caller, Deaf
from tests.simulator.pipe import Pipe, PipeClosedError

GARAGE = StationId("GARAGE-1")
STATE = StationState(id=GARAGE)


class Home:
    """A central system, and what it heard of strangers."""

    def __init__(self) -> None:
        self.strangers: list[Station] = []
        self.started = False
        self.backoffice = PlainBackoffice()
        self.central = CentralSystem(
            self.backoffice,
            on_stranger=self.strangers.append,
            patience=Patience(boot=60),
        )

    @asynccontextmanager
    async def caller(
        self, name: StationId = GARAGE, *, kind: type[Pipe] = Pipe
    ) -> AsyncIterator[Caller]:
        """Connect as a station, and hang up at the end."""
        if not self.started:
            await self.central.start()
            self.started = True
        ours, theirs = kind.pair()
        converse = self.central.converse(name, "ocpp1.6", ours)
        talking = asyncio.create_task(converse)
        caller = Caller(theirs)
        await caller.call("Heartbeat")
        async with asyncio.timeout(2 * SECONDS):
            try:
                yield caller
            finally:
                caller.vanish()
                await talking


def test_versions() -> None:
    """We speak three versions, and prefer the one that we speak completely."""
    assert list(ADAPTERS) == ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]


async def test_known() -> None:
    """A station that is expected is heard, and no stranger."""
    home = Home()
    station = home.central.expect(STATE)
    async with home.caller() as caller:
        assert (await caller.call("Heartbeat"))[0] == 3
        assert station.state.online
    assert home.central.stations == {GARAGE: station}
    assert home.strangers == []


async def test_remembered() -> None:
    """It starts with what is remembered of it."""
    plug = ConnectorRef(1)
    station = Home().central.expect(STATE.with_connector(plug))

    assert station.state == replace(STATE.with_connector(plug), adopted=True)


async def test_stranger() -> None:
    """A stranger is announced, may introduce itself, and is forgotten when it leaves."""
    home = Home()
    home.backoffice.registration = RegistrationStatus.PENDING
    async with home.caller() as caller:
        answer = await caller.call("BootNotification", BOOT)
        assert home.strangers == [home.central.stations[GARAGE]]

    assert answer[2]["status"] == "Pending"
    assert home.central.stations == {}
    assert home.central.journals == {}


async def test_many_strangers() -> None:
    """However many strangers come and go, nothing of them stays."""
    home = Home()
    for number in range(100):
        async with home.caller(StationId(f"stranger {number}")):
            assert len(home.central.stations) == 1

    assert len(home.strangers) == 100
    assert not home.central.stations
    assert not home.central.journals


async def test_stranger_dials_again() -> None:
    """A stranger that comes back before its first connection ended is the same stranger."""
    home = Home()
    async with home.caller(), home.caller() as newer:
        assert (await newer.call("Heartbeat"))[2] == "SecurityError"
        assert len(home.strangers) == 1
    assert home.central.stations == {}


async def test_taken_in() -> None:
    """A stranger that is taken in while it waits is heard at once, and stays known."""
    home = Home()
    async with home.caller() as caller:
        (stranger,) = home.strangers
        assert home.central.expect(STATE) is stranger
        assert (await caller.call("Heartbeat"))[0] == 3
        for _ in range(FRAMES_KEPT):
            await caller.call("Heartbeat")
        assert len(home.central.journals[GARAGE].frames) == FRAMES_KEPT

    assert home.central.stations == {GARAGE: stranger}
    assert not stranger.state.online


async def test_journal_over_connections() -> None:
    """A station's journal goes on over its connections, and counts them."""
    home = Home()
    home.central.expect(STATE)
    for _ in range(3):
        async with home.caller():
            pass

    journal = home.central.journals[GARAGE]
    assert journal.connections == 3
    assert len(journal.frames) == 6


async def test_welcome() -> None:
    """After its introduction a station is asked what it is and can."""
    home = Home()
    home.central.expect(STATE)
    async with home.caller() as caller:
        await caller.call("BootNotification", BOOT)
        question = await caller.hear()

    assert question[2] == "GetConfiguration"


async def test_dismissed() -> None:
    """A station that its owner removes is hung up on, and a stranger when it comes back."""
    home = Home()
    station = home.central.expect(STATE)
    async with home.caller() as caller:
        await home.central.dismiss(GARAGE)
        with pytest.raises(PipeClosedError, match="removed by its owner"):
            await caller.hear()
    assert not home.central.stations
    assert not home.central.journals
    async with home.caller():
        (stranger,) = home.strangers
        assert stranger is not station


async def test_dismissed_stranger_comes_back() -> None:
    """When its old connection ends at last, a stranger that has come back is still known."""
    home = Home()
    async with AsyncExitStack() as old:
        await old.enter_async_context(home.caller(kind=Deaf))
        dismissing = asyncio.create_task(home.central.dismiss(GARAGE))
        async with home.caller() as newer:
            await old.aclose()
            await dismissing
            assert list(home.central.stations) == [GARAGE]
            assert (await newer.call("Heartbeat"))[2] == "SecurityError"
    assert home.central.stations == {}


async def test_dismiss_nobody() -> None:
    """Removing a station that is not there does nothing."""
    await Home().central.dismiss(GARAGE)


async def test_hang_up() -> None:
    """All connections can be closed at once."""
    home = Home()
    home.central.expect(STATE)
    async with home.caller() as caller, home.caller(StationId("OTHER")) as stranger:
        await home.central.hang_up()
        for each in (caller, stranger):
            with pytest.raises(PipeClosedError, match="closing down"):
                await each.hear()


@pytest.mark.parametrize(
    "answer", [[3, {"status": "Accepted"}], [3, {"status": "Rejected"}]]
)
async def test_reintroduced(answer: list[Any]) -> None:
    """A station that was kept waiting is asked to boot; if it will not, it is hung up on."""
    home = Home()
    async with home.caller() as caller:
        await caller.call("BootNotification", BOOT)
        await caller.call("Heartbeat")
        home.central.expect(STATE)
        asking = asyncio.create_task(home.central.reintroduce(GARAGE))
        _, id_, action, payload = await caller.hear()
        await caller.send(answer[0], id_, answer[1])
        await asking
        online = home.central.stations[GARAGE].state.online

    assert (action, payload["requestedMessage"]) == (
        "TriggerMessage",
        "BootNotification",
    )
    assert online == (answer[1]["status"] == "Accepted")


async def test_reintroduce_the_absent() -> None:
    """A station that is not there introduces itself when it comes."""
    home = Home()
    await home.central.reintroduce(GARAGE)
    home.central.expect(STATE)
    await home.central.reintroduce(GARAGE)


async def test_word_of_an_owner() -> None:
    """What the owner says of a station that is gone harms nobody."""
    home = Home()
    await home.central.heed(GARAGE, OwnersWord())
    home.central.expect(STATE)
    await home.central.heed(GARAGE, OwnersWord())
