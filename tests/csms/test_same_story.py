"""The same charging story, told in every OCPP version, leaves us knowing the same."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.station import (
    Connector,
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.domain.station import Station
from custom_components.local_ocpp.csms.ocpp.adapter import Adapter
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER as OCPP16
from custom_components.local_ocpp.csms.ocpp.v21 import ADAPTER as OCPP21
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER as OCPP201
from tests.csms.backoffice import ACCEPTED, PlainBackoffice
from tests.csms.stories import (
    BOOT_20,
    CHAPTERS,
    OFFLINE,
    REFUSED,
    Said,
    at,
    event20,
    meter20,
    status20,
    stop20,
)

PLUG = ConnectorRef(1)


versions = pytest.mark.parametrize(
    "adapter", CHAPTERS, ids=lambda adapter: adapter.version
)


class Listener:
    """A station as we know it, hearing a story in one OCPP version."""

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.backoffice = PlainBackoffice({"a1b2c3d4": ACCEPTED})
        self.station = Station(StationState(id=StationId("one")), self.backoffice)

    async def hear(self, *story: Said) -> list[Any]:
        """Take in what is said, when it is said; return the answers as they go out."""
        answers = []
        for minute, action, payload in story:
            self.backoffice.clock = at(minute)
            incoming = self.adapter.incoming[action]
            answer = await self.station.handle(incoming.read(payload))
            answers.append(incoming.answer(answer))
        return answers

    @property
    def connector(self) -> Connector:
        """The plug that the story is about."""
        return self.station.state.connector(PLUG)


def comparable(state: StationState) -> StationState:
    """Return what all versions can say.

    Only 1.6 has a status of the station itself, and only in 2.x the station names sessions.
    """
    plug = state.connector(PLUG)
    return replace(state, status=None).with_connector(
        PLUG,
        transaction=_nameless(plug.transaction),
        last_transaction=_nameless(plug.last_transaction),
    )


def _nameless(transaction: Transaction | None) -> Transaction | None:
    return transaction and replace(transaction, id=TransactionId(""))


@versions
@pytest.mark.parametrize("chapters", [1, 2, 3, 4, 5])
async def test_a_session_leaves_the_same(adapter: Adapter, chapters: int) -> None:
    """Booted, charging, ended or gone: we know the same, whatever the version."""
    here, there = Listener(adapter), Listener(OCPP16)
    for listener in (here, there):
        for chapter in CHAPTERS[listener.adapter][:chapters]:
            await listener.hear(*chapter)

    assert comparable(here.station.state) == comparable(there.station.state)


@versions
async def test_while_charging(adapter: Adapter) -> None:
    """In the middle of the session its energy and power are known."""
    listener = Listener(adapter)
    for chapter in CHAPTERS[adapter][:2]:
        await listener.hear(*chapter)

    connector = listener.connector
    assert connector.status is ConnectorStatus.OCCUPIED
    assert connector.charging is ChargingState.CHARGING
    assert connector.transaction is not None
    assert connector.transaction.energy_wh == 3000
    assert connector.meter.power_w == 7200


@versions
async def test_suspended_by_the_car(adapter: Adapter) -> None:
    """A full car suspends the session: nothing flows, and the session stays."""
    listener = Listener(adapter)
    for chapter in CHAPTERS[adapter][:3]:
        await listener.hear(*chapter)

    assert listener.connector.charging is ChargingState.SUSPENDED_EV
    assert listener.connector.transaction is not None
    assert listener.connector.meter.power_w == 0


@versions
async def test_after_the_end(adapter: Adapter) -> None:
    """Once it ended, the cable is still in, and the session is known as the last one."""
    listener = Listener(adapter)
    for chapter in CHAPTERS[adapter][:4]:
        await listener.hear(*chapter)

    connector = listener.connector
    assert connector.charging is ChargingState.FINISHING
    assert connector.transaction is None
    assert connector.last_transaction is not None
    assert connector.last_transaction.energy_wh == 6000
    assert connector.last_transaction.stop_reason == "Local"


@versions
async def test_kept(adapter: Adapter) -> None:
    """The session on disk is the session that we know."""
    listener = Listener(adapter)
    for chapter in CHAPTERS[adapter]:
        await listener.hear(*chapter)

    (kept,) = listener.backoffice.transactions.values()
    assert kept == listener.connector.last_transaction
    assert kept.token is not None
    assert kept.token.value == "A1B2C3D4"


@versions
async def test_replayed_after_being_offline(adapter: Adapter) -> None:
    """A session told afterwards keeps its own times, and leaves the same."""
    here, there = Listener(adapter), Listener(OCPP16)
    for listener in (here, there):
        await listener.hear(*OFFLINE[listener.adapter])

    assert comparable(here.station.state) == comparable(there.station.state)
    last = here.connector.last_transaction
    assert last is not None
    assert (last.started_at, last.ended_at) == (at(10), at(40))
    assert last.energy_wh == 4000
    assert here.connector.charging is ChargingState.IDLE


@versions
async def test_replayed_after_the_status(adapter: Adapter) -> None:
    """A station may say first how it is now, and then what was."""
    listener = Listener(adapter)
    *replayed, status = OFFLINE[adapter]
    await listener.hear(status, *replayed)

    assert listener.connector.charging is ChargingState.IDLE
    assert listener.connector.last_transaction is not None


@pytest.mark.parametrize("adapter", [OCPP201, OCPP21], ids=lambda each: each.version)
async def test_token_after_the_start(adapter: Adapter) -> None:
    """A session may begin with the cable; who charges is kept when it is told."""
    listener = Listener(adapter)
    card = {"chargingState": "EVConnected"}
    plugged = event20(1, "Started", "CablePluggedIn", card)
    authorized = event20(2, "Updated", "Authorized", {}, tag="A1B2C3D4")
    answers = await listener.hear(*BOOT_20, plugged, authorized, stop20(3, 1000))

    (kept,) = listener.backoffice.transactions.values()
    assert _verdict(answers[-2]) == "Accepted"
    assert kept.token is not None
    assert kept == listener.connector.last_transaction


@pytest.mark.parametrize("adapter", [OCPP201, OCPP21], ids=lambda each: each.version)
async def test_start_that_we_missed(adapter: Adapter) -> None:
    """A session that we hear of in its middle is one all the same."""
    listener = Listener(adapter)
    heard = meter20(10, 2000, 7.2)
    heard.payload["evse"] = {"id": 1}
    await listener.hear(
        *BOOT_20, status20(1, "Occupied"), heard, meter20(20, 3000, 7.2)
    )

    session = listener.connector.transaction
    assert session is not None
    assert session.energy_wh == 1000
    assert list(listener.backoffice.transactions.values()) == [session]


@versions
async def test_told_twice(adapter: Adapter) -> None:
    """A station that tells the whole session again changes nothing."""
    listener = Listener(adapter)
    await listener.hear(*OFFLINE[adapter])
    before = listener.station.state
    kept = dict(listener.backoffice.transactions)
    await listener.hear(*OFFLINE[adapter])

    assert listener.station.state == before
    assert listener.backoffice.transactions == kept


@versions
async def test_refused(adapter: Adapter) -> None:
    """An unknown tag is refused, its session is named all the same, and ends the same."""
    here, there = Listener(adapter), Listener(OCPP16)
    answers = await here.hear(*REFUSED[adapter])
    await there.hear(*REFUSED[OCPP16])

    refusal = next(answer for answer in answers if _verdict(answer))
    assert _verdict(refusal) == "Invalid"
    assert comparable(here.station.state) == comparable(there.station.state)
    assert here.connector.last_transaction is not None
    assert here.connector.last_transaction.stop_reason == "DeAuthorized"


def _verdict(answer: dict[str, Any]) -> str | None:
    info = answer.get("idTagInfo") or answer.get("idTokenInfo")
    return info["status"] if info else None
