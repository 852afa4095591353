"""How much a car may draw, in 2.0.1."""

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
    Schedule,
)
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.domain.smart_charging import (
    ClearChargingProfile,
    GetCompositeSchedule,
    SetChargingProfile,
)
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER


def profile(purpose: Purpose, **more: Any) -> ChargingProfile:
    schedule = Schedule(rate_unit=RateUnit.A, periods=(Period(0, 10.04, 3),))
    return ChargingProfile(
        id=7,
        purpose=purpose,
        kind=Kind.RELATIVE,
        stack_level=2,
        schedule=schedule,
        **more,
    )


def test_limit_a_session() -> None:
    """A session is limited on its EVSE, by its name; schedules are a list here."""
    limit = profile(Purpose.TX, transaction_id=TransactionId("b7e2"))
    command = SetChargingProfile(connector=ConnectorRef(1), profile=limit)
    action, payload, _ = ADAPTER.write(command)

    assert action == "SetChargingProfile"
    assert payload["evseId"] == 1
    assert payload["chargingProfile"] == {
        "id": 7,
        "stackLevel": 2,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "transactionId": "b7e2",
        "chargingSchedule": [
            {
                "id": 7,
                "chargingRateUnit": "A",
                "chargingSchedulePeriod": [
                    {"startPeriod": 0, "limit": 10.0, "numberPhases": 3}
                ],
            }
        ],
    }


def test_times() -> None:
    """Beginnings and ends are written in UTC."""
    start = datetime(2026, 6, 1, 12, tzinfo=UTC)
    limit = profile(Purpose.TX_DEFAULT, valid_from=start, valid_to=start)
    _, payload, _ = ADAPTER.write(SetChargingProfile(connector=None, profile=limit))

    assert payload["evseId"] == 0
    assert payload["chargingProfile"]["validFrom"] == "2026-06-01T12:00:00.000Z"
    assert payload["chargingProfile"]["validTo"] == "2026-06-01T12:00:00.000Z"


def test_limit_the_station() -> None:
    """The station's maximum is set for the whole station only (K01.FR.38)."""
    limit = profile(Purpose.STATION_MAX)
    _, payload, _ = ADAPTER.write(SetChargingProfile(connector=None, profile=limit))

    assert payload["evseId"] == 0
    with pytest.raises(NotSupported):
        ADAPTER.write(SetChargingProfile(connector=ConnectorRef(1), profile=limit))


def test_limit_refused() -> None:
    """A refused profile is an error with the station's reason."""
    limit = profile(Purpose.TX_DEFAULT)
    _, _, result = ADAPTER.write(SetChargingProfile(connector=None, profile=limit))

    with pytest.raises(Rejected, match="InvalidProfile"):
        result({"status": "Rejected", "statusInfo": {"reasonCode": "InvalidProfile"}})


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        (
            ClearChargingProfile(profile_id=0, purpose=Purpose.TX),
            {"chargingProfileId": 0},
        ),
        (
            ClearChargingProfile(
                connector=ConnectorRef(1), purpose=Purpose.TX_DEFAULT, stack_level=0
            ),
            {
                "chargingProfileCriteria": {
                    "evseId": 1,
                    "chargingProfilePurpose": "TxDefaultProfile",
                    "stackLevel": 0,
                }
            },
        ),
        (ClearChargingProfile(), {"chargingProfileCriteria": {}}),
    ],
)
def test_clear(command: ClearChargingProfile, payload: dict[str, Any]) -> None:
    """Profiles are removed by id, by what they are, or all of them."""
    action, written, _ = ADAPTER.write(command)

    assert (action, written) == ("ClearChargingProfile", payload)


def test_cleared() -> None:
    """That nothing matched is an answer, not a refusal."""
    _, _, result = ADAPTER.write(ClearChargingProfile())

    assert result({"status": "Accepted"}) is True
    assert result({"status": "Unknown"}) is False


def test_add_up() -> None:
    """A station is asked for an EVSE, or for itself."""
    asked = GetCompositeSchedule(
        connector=ConnectorRef(1), duration_seconds=300, rate_unit=RateUnit.W
    )
    action, payload, _ = ADAPTER.write(asked)
    assert action == "GetCompositeSchedule"
    assert payload == {"evseId": 1, "duration": 300, "chargingRateUnit": "W"}


def test_added_up() -> None:
    """What it adds up has a start and a duration; some accept, and say no more."""
    command = GetCompositeSchedule(connector=None, duration_seconds=300)
    _, _, result = ADAPTER.write(command)
    schedule = {
        "evseId": 0,
        "duration": 300,
        "scheduleStart": "2026-06-01T12:00:00Z",
        "chargingRateUnit": "W",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 4200}],
    }
    assert result({"status": "Accepted", "schedule": schedule}) == Schedule(
        rate_unit=RateUnit.W,
        periods=(Period(0, 4200),),
        start_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
        duration_seconds=300,
    )
    assert result({"status": "Accepted"}) is None
