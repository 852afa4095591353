"""Charging sessions in 1.6: two messages, and we name the transaction."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.errors import NotSupported, Rejected
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.metering import ENERGY
from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.model.token import (
    Authorization,
    AuthorizationStatus,
    IdToken,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.domain.transactions import (
    Receipt,
    RequestStart,
    RequestStop,
    TransactionEnded,
    TransactionStarted,
)
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOON_WRITTEN = "2026-06-01T12:00:00Z"

start = ADAPTER.incoming["StartTransaction"]
stop = ADAPTER.incoming["StopTransaction"]


def test_started() -> None:
    """A session begins with a tag, a place, a time and a meter."""
    payload = {
        "connectorId": 2,
        "idTag": "A1B2",
        "timestamp": NOON_WRITTEN,
        "meterStart": 1000,
    }

    assert start.read(payload) == TransactionStarted(
        connector=ConnectorRef(2), at=NOON, token=IdToken("A1B2"), meter_wh=1000
    )


def test_half_a_start() -> None:
    """A start without tag and meter must be answered too, or it is repeated for ever."""
    payload = {"connectorId": 1, "timestamp": NOON_WRITTEN}

    assert start.read(payload) == TransactionStarted(
        connector=ConnectorRef(1), at=NOON, token=IdToken("")
    )


@pytest.mark.parametrize(
    ("authorization", "word"),
    [
        (Authorization(status=AuthorizationStatus.ACCEPTED), "Accepted"),
        (Authorization(status=AuthorizationStatus.INVALID), "Invalid"),
        (None, "Accepted"),
    ],
)
def test_start_receipt(authorization: Authorization | None, word: str) -> None:
    """A session has its number even if its tag is refused."""
    opened = Transaction(
        id=TransactionId("12"), connector=ConnectorRef(1), started_at=NOON
    )
    receipt = Receipt(now=NOON, transaction=opened, authorization=authorization)

    assert start.answer(receipt) == {
        "transactionId": 12,
        "idTagInfo": {"status": word},
    }


def test_ended() -> None:
    """A session ends with a reason, a meter, and what it said on the way."""
    value = {"timestamp": NOON_WRITTEN, "sampledValue": [{"value": "4000"}]}
    event = stop.read(
        {
            "transactionId": 12,
            "idTag": "A1B2",
            "timestamp": NOON_WRITTEN,
            "meterStop": 4000,
            "reason": "EVDisconnected",
            "transactionData": [value],
        }
    )

    assert isinstance(event, TransactionEnded)
    assert event.transaction_id == "12"
    assert event.token == IdToken("A1B2")
    assert event.meter_wh == 4000
    assert event.reason == "EVDisconnected"
    assert [sample.value(ENERGY) for sample in event.samples] == [4000]


@pytest.mark.parametrize(
    "more", [{}, {"idTag": "", "reason": None, "transactionData": None}]
)
def test_half_an_end(more: dict[str, Any]) -> None:
    """An end needs no tag, no reason and no meter; without a reason it is Local."""
    payload = {"transactionId": -1, "timestamp": NOON_WRITTEN, **more}

    assert stop.read(payload) == TransactionEnded(
        transaction_id=TransactionId("-1"), at=NOON, reason="Local"
    )


def test_ended_with_unreadable_samples() -> None:
    """A sample that nobody understands must not hold up the end of a session."""
    broken = {"timestamp": "yesterday", "sampledValue": [{"value": "1"}]}
    payload = {"transactionId": 1, "timestamp": NOON_WRITTEN, "meterStop": 4000}
    event = stop.read(payload | {"transactionData": [broken, None, {}]})

    assert isinstance(event, TransactionEnded)
    assert event.meter_wh == 4000
    assert event.samples == ()


def test_stop_receipt() -> None:
    """We answer about the tag if one was shown, else with nothing."""
    refused = Authorization(status=AuthorizationStatus.BLOCKED)

    assert stop.answer(Receipt(now=NOON)) == {}
    assert stop.answer(Receipt(now=NOON, authorization=refused)) == {
        "idTagInfo": {"status": "Blocked"}
    }


def test_remote_start() -> None:
    """A remote start names the plug and the tag; it may be refused."""
    command = RequestStart(connector=ConnectorRef(2), token=IdToken("A1"))
    action, payload, result = ADAPTER.write(command)

    assert action == "RemoteStartTransaction"
    assert payload == {"connectorId": 2, "idTag": "A1"}
    with pytest.raises(Rejected):
        result({"status": "Rejected"})


def test_remote_start_with_a_limit() -> None:
    """A session can be started with its limit, which has no session to name yet."""
    limit = ChargingProfile(
        id=1,
        purpose=Purpose.TX,
        kind=Kind.RELATIVE,
        stack_level=0,
        schedule=Schedule(rate_unit=RateUnit.A, periods=(Period(0, 6),)),
    )
    command = RequestStart(
        connector=ConnectorRef(1), token=IdToken("A1"), profile=limit
    )
    profile = ADAPTER.write(command)[1]["chargingProfile"]

    assert profile["chargingProfilePurpose"] == "TxProfile"
    assert "transactionId" not in profile


def test_remote_stop() -> None:
    """A remote stop names the session by the number that we gave it."""
    command = RequestStop(transaction_id=TransactionId("12"))

    assert ADAPTER.write(command)[:2] == (
        "RemoteStopTransaction",
        {"transactionId": 12},
    )


def test_stop_a_session_of_a_later_version() -> None:
    """A session that began in 2.x has no number to stop it by."""
    with pytest.raises(NotSupported):
        ADAPTER.write(RequestStop(transaction_id=TransactionId("b7e2")))
