"""What stations tell in these tests: sessions and samples, minutes after noon."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
import sqlite3

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.metering import (
    ENERGY,
    Quantity,
    Sample,
)
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
GARAGE = StationId("GARAGE-1")
CARPORT = StationId("CARPORT-2")


def minute(minutes: float) -> datetime:
    """Return a time so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def began(
    at: float = 0,
    *,
    name: str = "",
    connector: int = 1,
    token: str | None = "04A1B2C3",
    meter_wh: float | None = 1000,
    price_per_kwh: float | None = None,
) -> Transaction:
    """Return a session as a station tells that it began."""
    return Transaction(
        id=TransactionId(name),
        connector=ConnectorRef(connector),
        started_at=minute(at),
        token=IdToken(token) if token else None,
        meter_start_wh=meter_wh,
        meter_wh=meter_wh,
        price_per_kwh=price_per_kwh,
    )


def ended(
    id_: str,
    at: float = 60,
    *,
    connector: int = 0,
    meter_wh: float | None = 8000,
    reason: str = "EVDisconnected",
) -> Transaction:
    """Return a session as a station tells that it ended; 1.6 does not say where."""
    return Transaction(
        id=TransactionId(id_),
        connector=ConnectorRef(connector),
        started_at=minute(at),
        meter_wh=meter_wh,
        ended_at=minute(at),
        stop_reason=reason,
    )


def metered(
    at: float,
    energy_wh: float | None,
    others: Mapping[Quantity, float] | None = None,
    context: str = "Sample.Periodic",
) -> Sample:
    """Return what a meter said."""
    energy = {} if energy_wh is None else {Quantity(ENERGY, "Wh"): energy_wh}
    return Sample(at=minute(at), readings=energy | dict(others or {}), context=context)


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask the file itself, as another program would."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
