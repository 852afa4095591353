"""What chargers say in tests, in short."""

from datetime import UTC, datetime, timedelta

from custom_components.local_ocpp.csms.domain.availability import (
    ConnectorStatusReported,
)
from custom_components.local_ocpp.csms.domain.metering import MeterValuesReported
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.metering import Quantity, Sample
from custom_components.local_ocpp.csms.domain.model.station import Fault
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.transactions import TransactionStarted

PLUG = ConnectorRef(1)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)

ENERGY = Quantity("Energy.Active.Import.Register", "Wh")
POWER = Quantity("Power.Active.Import", "W")


def status(
    status: ConnectorStatus,
    charging: ChargingState | None = None,
    fault: Fault | None = None,
    *,
    plug: ConnectorRef = PLUG,
) -> ConnectorStatusReported:
    """Say how a plug is doing."""
    return ConnectorStatusReported(
        connector=plug, status=status, charging=charging, fault=fault
    )


def metered(
    readings: dict[Quantity, float],
    *,
    minutes: float = 0,
    plug: ConnectorRef | None = PLUG,
) -> MeterValuesReported:
    """Say what a meter reads so many minutes past noon."""
    sample = Sample(at=NOON + timedelta(minutes=minutes), readings=readings)
    return MeterValuesReported(connector=plug, samples=(sample,))


def began(
    meter_wh: float = 1000, token: str = "04A1B2C3", at: datetime = NOON
) -> TransactionStarted:
    """Say that a session began."""
    return TransactionStarted(
        connector=PLUG, at=at, token=IdToken(token), meter_wh=meter_wh
    )


AVAILABLE = status(ConnectorStatus.AVAILABLE, ChargingState.IDLE)
PLUGGED_IN = status(ConnectorStatus.OCCUPIED, ChargingState.EV_CONNECTED)
CHARGING = status(ConnectorStatus.OCCUPIED, ChargingState.CHARGING)
