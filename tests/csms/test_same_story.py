"""The same charging story, told in every OCPP version, leaves us knowing the same."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.metering import POWER
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
from tests.csms.backoffice import ACCEPTED, NOON, PlainBackoffice

PLUG = ConnectorRef(1)


class Said(NamedTuple):
    """What a station says, so many minutes after noon."""

    minute: int
    action: str
    payload: dict[str, Any]


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def stamp(minute: int) -> str:
    return at(minute).isoformat().replace("+00:00", "Z")


# OCPP 1.6's words


def status16(minute: int, word: str, connector: int = 1) -> Said:
    payload = {"connectorId": connector, "status": word, "errorCode": "NoError"}
    return Said(minute, "StatusNotification", payload)


def start16(minute: int, energy_wh: int, tag: str = "A1B2C3D4") -> Said:
    payload = {"connectorId": 1, "idTag": tag, "meterStart": energy_wh}
    return Said(minute, "StartTransaction", payload | {"timestamp": stamp(minute)})


def meter16(minute: int, energy_wh: int, power_kw: float) -> Said:
    sampled = [
        {"value": str(energy_wh)},
        {"value": str(power_kw), "measurand": POWER, "unit": "kW"},
    ]
    value = {"timestamp": stamp(minute), "sampledValue": sampled}
    payload = {"connectorId": 1, "transactionId": 1, "meterValue": [value]}
    return Said(minute, "MeterValues", payload)


def stop16(minute: int, energy_wh: int, *, reason: str = "Local") -> Said:
    sampled = {"value": str(energy_wh), "context": "Transaction.End"}
    value = {"timestamp": stamp(minute), "sampledValue": [sampled]}
    payload = {
        "transactionId": 1,
        "timestamp": stamp(minute),
        "meterStop": energy_wh,
        "reason": reason,
        "transactionData": [value],
    }
    return Said(minute, "StopTransaction", payload)


# OCPP 2.x's words


def status20(minute: int, word: str) -> Said:
    payload = {"evseId": 1, "connectorId": 1, "connectorStatus": word}
    return Said(minute, "StatusNotification", payload | {"timestamp": stamp(minute)})


def event20(
    minute: int,
    kind: str,
    trigger: str,
    info: dict[str, str],
    *,
    meter: list[dict[str, Any]] | None = None,
    tag: str | None = None,
) -> Said:
    payload: dict[str, Any] = {
        "eventType": kind,
        "timestamp": stamp(minute),
        "triggerReason": trigger,
        "seqNo": minute,
        "transactionInfo": {"transactionId": "b7e2-1", **info},
    }
    if kind == "Started":
        payload["evse"] = {"id": 1, "connectorId": 1}
    if meter:
        payload["meterValue"] = [{"timestamp": stamp(minute), "sampledValue": meter}]
    if tag:
        payload["idToken"] = {"idToken": tag, "type": "ISO14443"}
    return Said(minute, "TransactionEvent", payload)


def start20(minute: int, energy_wh: int, tag: str = "A1B2C3D4") -> Said:
    meter = [{"value": energy_wh, "context": "Transaction.Begin"}]
    info = {"chargingState": "EVConnected"}
    return event20(minute, "Started", "Authorized", info, meter=meter, tag=tag)


def charging20(minute: int, state: str) -> Said:
    info = {"chargingState": state}
    return event20(minute, "Updated", "ChargingStateChanged", info)


def meter20(minute: int, energy_wh: int, power_kw: float) -> Said:
    meter: list[dict[str, Any]] = [
        {"value": energy_wh},
        {"value": power_kw, "measurand": POWER, "unitOfMeasure": {"unit": "kW"}},
    ]
    return event20(minute, "Updated", "MeterValuePeriodic", {}, meter=meter)


def stop20(
    minute: int,
    energy_wh: int,
    *,
    reason: str = "Local",
    trigger: str = "StopAuthorized",
) -> Said:
    meter = [{"value": energy_wh, "context": "Transaction.End"}]
    return event20(minute, "Ended", trigger, {"stoppedReason": reason}, meter=meter)


# The story: a driver comes, charges until the car is full, ends the session and leaves.

BOOT_16 = (
    Said(
        0,
        "BootNotification",
        {
            "chargePointVendor": "ACME",
            "chargePointModel": "One",
            "chargePointSerialNumber": "S1",
            "firmwareVersion": "1.0",
        },
    ),
    status16(0, "Available", connector=0),
    status16(0, "Available"),
)
BOOT_20 = (
    Said(
        0,
        "BootNotification",
        {
            "reason": "PowerUp",
            "chargingStation": {
                "vendorName": "ACME",
                "model": "One",
                "serialNumber": "S1",
                "firmwareVersion": "1.0",
            },
        },
    ),
    status20(0, "Available"),
)
CHARGES_16 = (
    status16(1, "Preparing"),
    Said(2, "Authorize", {"idTag": "A1B2C3D4"}),
    start16(3, 1000),
    status16(4, "Charging"),
    meter16(33, 4000, 7.2),
)
CHARGES_20 = (
    status20(1, "Occupied"),
    Said(2, "Authorize", {"idToken": {"idToken": "A1B2C3D4", "type": "ISO14443"}}),
    start20(3, 1000),
    charging20(4, "Charging"),
    meter20(33, 4000, 7.2),
)
IS_FULL_16 = (status16(60, "SuspendedEV"),)
IS_FULL_20 = (charging20(60, "SuspendedEV"),)
ENDS_16 = (stop16(61, 7000), status16(61, "Finishing"))
ENDS_20 = (stop20(61, 7000),)
LEAVES_16 = (status16(65, "Available"),)
LEAVES_20 = (status20(65, "Available"),)

CHAPTERS = {
    OCPP16: (BOOT_16, CHARGES_16, IS_FULL_16, ENDS_16, LEAVES_16),
    OCPP201: (BOOT_20, CHARGES_20, IS_FULL_20, ENDS_20, LEAVES_20),
    OCPP21: (BOOT_20, CHARGES_20, IS_FULL_20, ENDS_20, LEAVES_20),
}

# A session that began and ended while the station could not reach us, told afterwards.
OFFLINE_16 = (*BOOT_16, start16(10, 1000), stop16(40, 5000), status16(90, "Available"))
OFFLINE_20 = (
    *BOOT_20,
    start20(10, 1000),
    charging20(11, "Charging"),
    stop20(40, 5000),
    status20(90, "Available"),
)
OFFLINE = {OCPP16: OFFLINE_16, OCPP201: OFFLINE_20, OCPP21: OFFLINE_20}

# A driver with an unknown tag, on a station that starts before it has asked.
REFUSED_16 = (
    *BOOT_16,
    status16(1, "Preparing"),
    start16(2, 1000, tag="BADBAD"),
    stop16(3, 1000, reason="DeAuthorized"),
    status16(3, "Finishing"),
)
REFUSED_20 = (
    *BOOT_20,
    status20(1, "Occupied"),
    start20(2, 1000, tag="BADBAD"),
    stop20(3, 1000, reason="DeAuthorized", trigger="Deauthorized"),
)
REFUSED = {OCPP16: REFUSED_16, OCPP201: REFUSED_20, OCPP21: REFUSED_20}

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
@pytest.mark.parametrize("chapters", [1, 2, 4, 5])
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
    """A full car suspends the session, and the session stays."""
    listener = Listener(adapter)
    for chapter in CHAPTERS[adapter][:3]:
        await listener.hear(*chapter)

    assert listener.connector.charging is ChargingState.SUSPENDED_EV
    assert listener.connector.transaction is not None


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
