"""How much a car may draw, in 1.6."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.errors import NotSupported, Rejected
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Recurrency,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.domain.smart_charging import (
    ClearChargingProfile,
    GetCompositeSchedule,
    SetChargingProfile,
)
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def limited(transaction: str) -> SetChargingProfile:
    schedule = Schedule(rate_unit=RateUnit.A, periods=(Period(0, 10.04, 3),))
    profile = ChargingProfile(
        id=7,
        purpose=Purpose.TX,
        kind=Kind.RELATIVE,
        stack_level=2,
        schedule=schedule,
        transaction_id=TransactionId(transaction),
    )
    return SetChargingProfile(connector=ConnectorRef(1), profile=profile)


def test_limit_a_session() -> None:
    """A session is limited on its connector, by its number."""
    action, payload, _ = ADAPTER.write(limited("12"))

    assert action == "SetChargingProfile"
    assert payload["connectorId"] == 1
    assert payload["csChargingProfiles"] == {
        "chargingProfileId": 7,
        "transactionId": 12,
        "stackLevel": 2,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": {
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [
                {"startPeriod": 0, "limit": 10.0, "numberPhases": 3}
            ],
        },
    }


def test_session_of_a_later_version() -> None:
    """A session that began in 2.x has no number to limit it by."""
    with pytest.raises(NotSupported):
        ADAPTER.write(limited("b7e2"))


def test_every_day() -> None:
    """A schedule can recur, begin, end, and ask for a least rate with one decimal."""
    schedule = Schedule(
        rate_unit=RateUnit.W,
        periods=(Period(0, 4200), Period(3600, 11000)),
        start_at=NOON,
        duration_seconds=86400,
        min_rate=1380.06,
    )
    profile = ChargingProfile(
        id=1,
        purpose=Purpose.STATION_MAX,
        kind=Kind.RECURRING,
        recurrency=Recurrency.DAILY,
        stack_level=0,
        schedule=schedule,
        valid_to=NOON,
    )
    _, payload, _ = ADAPTER.write(SetChargingProfile(connector=None, profile=profile))

    assert payload["connectorId"] == 0
    written = payload["csChargingProfiles"]
    assert written["chargingProfilePurpose"] == "ChargePointMaxProfile"
    assert written["recurrencyKind"] == "Daily"
    assert written["validTo"] == "2026-06-01T12:00:00.000Z"
    assert written["chargingSchedule"]["minChargingRate"] == 1380.1
    assert written["chargingSchedule"]["duration"] == 86400


@pytest.mark.parametrize(
    ("word", "error"), [("Rejected", Rejected), ("NotSupported", NotSupported)]
)
def test_limit_refused(word: str, error: type[Exception]) -> None:
    """Not this profile, and no profiles at all, are two refusals."""
    _, _, result = ADAPTER.write(limited("12"))

    with pytest.raises(error):
        result({"status": word})


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        (ClearChargingProfile(profile_id=0), {"id": 0}),
        (
            ClearChargingProfile(
                connector=ConnectorRef(1), purpose=Purpose.TX_DEFAULT, stack_level=0
            ),
            {
                "connectorId": 1,
                "chargingProfilePurpose": "TxDefaultProfile",
                "stackLevel": 0,
            },
        ),
        (ClearChargingProfile(), {}),
    ],
)
def test_clear(command: ClearChargingProfile, payload: dict[str, Any]) -> None:
    """Profiles are removed by id, by what they are, or all of them."""
    assert ADAPTER.write(command)[:2] == ("ClearChargingProfile", payload)


def test_cleared() -> None:
    """That nothing matched is an answer, not a refusal."""
    _, _, result = ADAPTER.write(ClearChargingProfile())

    assert result({"status": "Accepted"}) is True
    assert result({"status": "Unknown"}) is False


def test_add_up() -> None:
    """A station is asked for a connector, or for itself, in a unit or in its own."""
    asked = GetCompositeSchedule(
        connector=ConnectorRef(1), duration_seconds=300, rate_unit=RateUnit.W
    )
    action, payload, _ = ADAPTER.write(asked)
    assert action == "GetCompositeSchedule"
    assert payload == {"connectorId": 1, "duration": 300, "chargingRateUnit": "W"}
    whole = GetCompositeSchedule(connector=None, duration_seconds=300)
    assert ADAPTER.write(whole)[1] == {"connectorId": 0, "duration": 300}


ADDED_UP = {
    "chargingRateUnit": "A",
    "startSchedule": "2026-06-01T12:00:00Z",
    "chargingSchedulePeriod": [{"startPeriod": 0, "limit": -1}],
}


@pytest.mark.parametrize(
    "more", [{"scheduleStart": "2026-06-01T12:00:00Z"}, {"connectorId": 1}]
)
def test_added_up(more: dict[str, Any]) -> None:
    """Its start is said in one place or the other; no limit is negative."""
    command = GetCompositeSchedule(connector=None, duration_seconds=300)
    _, _, result = ADAPTER.write(command)
    answer = {"status": "Accepted", "chargingSchedule": ADDED_UP, **more}
    assert result(answer) == Schedule(
        rate_unit=RateUnit.A, periods=(Period(0, -1),), start_at=NOON
    )


def test_added_up_to_nothing() -> None:
    """Some stations accept, and say no more."""
    command = GetCompositeSchedule(connector=None, duration_seconds=300)
    assert ADAPTER.write(command)[2]({"status": "Accepted"}) is None
