"""A 1.6 station introduces itself, stays in touch, and can be restarted."""

from datetime import UTC, datetime

import pytest

from custom_components.local_ocpp.csms.domain.boot import (
    Alive,
    Booted,
    Reset,
    ResetType,
)
from custom_components.local_ocpp.csms.domain.errors import Rejected
from custom_components.local_ocpp.csms.domain.model.station import (
    Identity,
    Registration,
    RegistrationStatus,
)
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_booted() -> None:
    """The name plate is read; blanks are nothing."""
    payload = {
        "chargePointVendor": "ACME",
        "chargePointModel": "One",
        "chargePointSerialNumber": "S1",
        "chargeBoxSerialNumber": "B1",
        "firmwareVersion": "1.0",
        "iccid": "",
        "meterType": "EM340",
        "meterSerialNumber": "M1",
    }

    assert ADAPTER.incoming["BootNotification"].read(payload) == Booted(
        identity=Identity(
            vendor="ACME",
            model="One",
            serial="S1",
            firmware="1.0",
            meter_type="EM340",
            meter_serial="M1",
        )
    )


def test_older_serial_number() -> None:
    """A station may still say its serial number the way 1.5 did."""
    payload = {"chargeBoxSerialNumber": "B1"}
    booted = ADAPTER.incoming["BootNotification"].read(payload)

    assert booted == Booted(identity=Identity(vendor="", model="", serial="B1"))


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (RegistrationStatus.ACCEPTED, "Accepted"),
        (RegistrationStatus.PENDING, "Pending"),
        (RegistrationStatus.REJECTED, "Rejected"),
    ],
)
def test_welcome(status: RegistrationStatus, word: str) -> None:
    """Our welcome says whether, when and how often."""
    welcome = Registration(status=status, now=NOW, interval_seconds=300)

    assert ADAPTER.incoming["BootNotification"].answer(welcome) == {
        "status": word,
        "currentTime": "2026-06-01T12:00:00.000Z",
        "interval": 300,
    }


def test_heartbeat() -> None:
    """A heartbeat is answered with the time."""
    heartbeat = ADAPTER.incoming["Heartbeat"]

    assert heartbeat.read({}) == Alive()
    assert heartbeat.answer(NOW) == {"currentTime": "2026-06-01T12:00:00.000Z"}


@pytest.mark.parametrize(
    ("type_", "word"), [(ResetType.SOFT, "Soft"), (ResetType.HARD, "Hard")]
)
def test_reset(type_: ResetType, word: str) -> None:
    """A reset is soft or hard, and may be refused."""
    action, payload, result = ADAPTER.write(Reset(type=type_))

    assert (action, payload) == ("Reset", {"type": word})
    assert result({"status": "Accepted"}) is None
    with pytest.raises(Rejected):
        result({"status": "Rejected"})
