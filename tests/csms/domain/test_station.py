"""A station outlives its connections, remembers, and tells who listens."""

from typing import Any, override

import pytest

from custom_components.local_ocpp.csms.domain.authorization import ClearCache
from custom_components.local_ocpp.csms.domain.boot import Alive, Booted
from custom_components.local_ocpp.csms.domain.errors import StationOffline
from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.station import (
    Identity,
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.variable import Setting
from custom_components.local_ocpp.csms.domain.station import Link, Station
from tests.csms.backoffice import NOON, PlainBackoffice


class Line(Link):
    """A connection that keeps what goes over it."""

    ocpp_version = "1.6"

    def __init__(self) -> None:
        self.asked: list[StationCommand[Any]] = []
        self.reasons: list[str] = []

    @override
    async def execute(self, command: StationCommand[Any]) -> Any:
        self.asked.append(command)

    @override
    def supports(self, command: type[StationCommand[Any]]) -> bool:
        return True

    @override
    def spell(self, setting: Setting) -> str | None:
        return "Spelled"

    @override
    async def hang_up(self, reason: str) -> None:
        self.reasons.append(reason)


def garage(**known: Any) -> Station:
    """Return a station that is not connected."""
    return Station(StationState(id=StationId("garage"), **known), PlainBackoffice())


async def test_offline() -> None:
    """A station without a connection can be asked nothing, and hung up on in vain."""
    station = garage()
    with pytest.raises(StationOffline):
        await station.execute(ClearCache())
    await station.hang_up("nobody there")

    assert not station.supports(ClearCache)
    assert station.spell(Setting.SAMPLE_INTERVAL) is None


async def test_online() -> None:
    """What is asked goes over its connection."""
    station, line = garage(), Line()
    assert station.attach(line) is None
    await station.execute(ClearCache())
    await station.hang_up("enough")

    assert line.asked == [ClearCache()]
    assert line.reasons == ["enough"]
    assert station.state.online
    assert station.state.ocpp_version == "1.6"
    assert station.spell(Setting.SAMPLE_INTERVAL) == "Spelled"


async def test_newer_connection() -> None:
    """The newest connection counts; the end of an older one changes nothing."""
    station, older, newer = garage(), Line(), Line()
    station.attach(older)
    assert station.attach(newer) is older
    station.detach(older)
    assert station.state.online
    station.detach(newer)
    assert not station.state.online


def test_unsupported() -> None:
    """What a station was found not to have is not asked of it."""
    station = garage(learned=Learned(unsupported=frozenset({"ClearCache"})))
    station.attach(Line())

    assert not station.supports(ClearCache)


async def test_listeners() -> None:
    """Who listens hears each change with its answer, until it stops to listen."""
    station, heard = garage(), []
    stop = station.subscribe(lambda event, answer: heard.append((event, answer)))
    station.adopt()
    await station.handle(Alive())
    stop()
    await station.handle(Alive())

    assert heard == [(None, None), (Alive(), NOON)]


async def test_memorable() -> None:
    """What must survive a restart is remembered; a heartbeat need not."""
    backoffice = PlainBackoffice()
    station = Station(StationState(id=StationId("garage")), backoffice)
    await station.handle(Alive())
    assert backoffice.remembered == {}
    await station.handle(Booted(identity=Identity(vendor="ACME", model="One")))

    assert backoffice.remembered == {StationId("garage"): station.state}
    assert station.state.booted_at == NOON
