"""Charging sessions in 2.0.1: one message for all that happens."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.messages import StationEvent
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
)
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
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.domain.transactions import (
    Receipt,
    RequestStart,
    RequestStop,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOON_WRITTEN = "2026-06-01T12:00:00Z"
CARD = {"idToken": "A1B2", "type": "ISO14443"}


def read(
    kind: str, info: dict[str, str] | None = None, **more: Any
) -> StationEvent[Receipt]:
    return ADAPTER.incoming["TransactionEvent"].read(
        {
            "eventType": kind,
            "timestamp": NOON_WRITTEN,
            "triggerReason": "Trigger",
            "seqNo": 0,
            "transactionInfo": {"transactionId": "b7e2", **(info or {})},
            **more,
        }
    )


def meter(*sampled: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"timestamp": NOON_WRITTEN, "sampledValue": list(sampled)}]


def test_started() -> None:
    """The station names the session, and says where, who and what the car does."""
    event = read(
        "Started", {"chargingState": "EVConnected"}, evse={"id": 2}, idToken=CARD
    )

    assert event == TransactionStarted(
        connector=ConnectorRef(2),
        at=NOON,
        transaction_id=TransactionId("b7e2"),
        token=IdToken("A1B2"),
        charging=ChargingState.EV_CONNECTED,
    )


@pytest.mark.parametrize(
    ("sampled", "meter_wh"),
    [
        ([{"value": 5, "context": "Trigger"}], 5),
        ([{"value": 5}, {"value": 7, "context": "Transaction.Begin"}], 7),
        ([{"value": 230, "measurand": "Voltage"}], None),
    ],
)
def test_energy_at_the_start(
    sampled: list[dict[str, Any]], meter_wh: float | None
) -> None:
    """A session starts where the meter says so, else at the first energy it tells."""
    event = read("Started", meterValue=meter(*sampled))

    assert isinstance(event, TransactionStarted)
    assert event.meter_wh == meter_wh


def test_started_somewhere() -> None:
    """A driver may show a token before it is known where the car will be (J08)."""
    event = read("Started", idToken=CARD)

    assert isinstance(event, TransactionStarted)
    assert event.connector == ConnectorRef(1)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Idle", ChargingState.IDLE),
        ("EVConnected", ChargingState.EV_CONNECTED),
        ("Charging", ChargingState.CHARGING),
        ("SuspendedEV", ChargingState.SUSPENDED_EV),
        ("SuspendedEVSE", ChargingState.SUSPENDED_EVSE),
        ("Dreaming", None),
    ],
)
def test_charging_state(word: str, state: ChargingState | None) -> None:
    """What the car does has its words; an unknown one does not hold up the session."""
    assert read("Updated", {"chargingState": word}) == TransactionUpdated(
        transaction_id=TransactionId("b7e2"), at=NOON, charging=state
    )


def test_updated() -> None:
    """An update may bring the token, the place and the meter."""
    event = read(
        "Updated",
        evse={"id": 1, "connectorId": 2},
        idToken=CARD,
        meterValue=meter({"value": 1500}),
    )

    assert isinstance(event, TransactionUpdated)
    assert event.connector == ConnectorRef(1, 2)
    assert event.token == IdToken("A1B2")
    assert len(event.samples) == 1


def test_started_by_a_button() -> None:
    """Where nobody has to show anything, nobody did."""
    event = read("Started", idToken={"idToken": "", "type": "NoAuthorization"})

    assert isinstance(event, TransactionStarted)
    assert event.token is None


def test_ended() -> None:
    """A session ends with the meter, the reason, and who ended it."""
    event = read(
        "Ended",
        {"stoppedReason": "EVDisconnected"},
        idToken=CARD,
        meterValue=meter(
            {"value": 1000, "context": "Transaction.Begin"},
            {"value": 4000, "context": "Transaction.End"},
            {"value": 10, "measurand": "Current.Import"},
        ),
    )

    assert isinstance(event, TransactionEnded)
    assert event.transaction_id == "b7e2"
    assert event.meter_wh == 4000
    assert event.reason == "EVDisconnected"
    assert event.token == IdToken("A1B2")


def test_ended_without_a_reason() -> None:
    """A reason is only left out if the driver ended the session at the station."""
    assert read("Ended") == TransactionEnded(
        transaction_id=TransactionId("b7e2"), at=NOON, reason="Local"
    )


def test_ended_with_unreadable_samples() -> None:
    """A sample that nobody understands must not hold up the end of a session."""
    broken = {"timestamp": "yesterday", "sampledValue": [{"value": 1}]}
    event = read("Ended", meterValue=[broken, *meter({"value": 4000})])

    assert isinstance(event, TransactionEnded)
    assert event.meter_wh == 4000


def test_receipt() -> None:
    """We answer about the token if one was shown, else with nothing."""
    answer = ADAPTER.incoming["TransactionEvent"].answer
    refused = Authorization(status=AuthorizationStatus.BLOCKED)

    assert answer(Receipt(now=NOON)) == {}
    assert answer(Receipt(now=NOON, authorization=refused)) == {
        "idTokenInfo": {"status": "Blocked"}
    }


def test_request_start() -> None:
    """A remote start names the EVSE, the token, and itself."""
    command = RequestStart(connector=ConnectorRef(2), token=IdToken("A1", "Central"))
    action, payload, result = ADAPTER.write(command)

    assert action == "RequestStartTransaction"
    assert payload["evseId"] == 2
    assert payload["idToken"] == {"idToken": "A1", "type": "Central"}
    assert "chargingProfile" not in payload
    assert result({"status": "Accepted", "transactionId": "b7e2"}) is None


def test_remote_start_ids() -> None:
    """Only requests for the same token on the same plug share their number."""
    commands = [
        RequestStart(connector=ConnectorRef(evse), token=IdToken(tag))
        for evse in (1, 2)
        for tag in ("A1", "B2", "a1")
    ]
    ids = [ADAPTER.write(command)[1]["remoteStartId"] for command in commands]

    assert len(set(ids)) == 4
    assert ids[0] == ids[2]
    assert all(0 <= each < 2**31 for each in ids)


def test_request_start_with_a_limit() -> None:
    """A session can be started with its limit."""
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


def test_request_stop() -> None:
    """A remote stop names the session as the station did."""
    command = RequestStop(transaction_id=TransactionId("b7e2"))
    action, payload, _ = ADAPTER.write(command)

    assert action == "RequestStopTransaction"
    assert payload == {"transactionId": "b7e2"}
