"""A 2.0.1 station introduces itself, stays in touch, and can be restarted."""

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
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_booted() -> None:
    """The name plate is read; the modem is part of it."""
    plate = {
        "vendorName": "ACME",
        "model": "One",
        "serialNumber": "S1",
        "firmwareVersion": "1.0",
        "modem": {"iccid": "89", "imsi": ""},
    }
    payload = {"reason": "PowerUp", "chargingStation": plate}

    assert ADAPTER.incoming["BootNotification"].read(payload) == Booted(
        identity=Identity(
            vendor="ACME", model="One", serial="S1", firmware="1.0", iccid="89"
        )
    )


@pytest.mark.parametrize("payload", [{}, {"chargingStation": None}])
def test_booted_without_a_name_plate(payload: dict[str, None]) -> None:
    """A station that does not say who it is may still come in."""
    booted = ADAPTER.incoming["BootNotification"].read(payload)

    assert booted == Booted(identity=Identity(vendor="", model=""))


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
    ("type_", "word"), [(ResetType.SOFT, "OnIdle"), (ResetType.HARD, "Immediate")]
)
def test_reset(type_: ResetType, word: str) -> None:
    """A soft reset waits until no car charges, a hard one does not."""
    action, payload, _ = ADAPTER.write(Reset(type=type_))

    assert (action, payload) == ("Reset", {"type": word})


@pytest.mark.parametrize("word", ["Accepted", "Scheduled"])
def test_reset_will_happen(word: str) -> None:
    """A reset that waits for the end of a session is no refusal."""
    _, _, result = ADAPTER.write(Reset(type=ResetType.SOFT))

    assert result({"status": word}) is None


def test_reset_refused() -> None:
    """A refusal says what the station says."""
    _, _, result = ADAPTER.write(Reset(type=ResetType.SOFT))
    reason = {"reasonCode": "FwUpdate", "additionalInfo": "updating"}

    with pytest.raises(Rejected, match=r"Rejected \(updating\)"):
        result({"status": "Rejected", "statusInfo": reason})
