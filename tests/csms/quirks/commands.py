"""Commands that chargers are touchy about."""

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.smart_charging import SetChargingProfile


def limit(
    value: float,
    *,
    purpose: Purpose = Purpose.TX_DEFAULT,
    rate_unit: RateUnit = RateUnit.A,
    kind: Kind = Kind.RELATIVE,
) -> SetChargingProfile:
    """Return the command for a limit."""
    schedule = Schedule(rate_unit=rate_unit, periods=(Period(0, value),))
    profile = ChargingProfile(
        id=1, purpose=purpose, kind=kind, stack_level=0, schedule=schedule
    )
    whole = purpose is Purpose.STATION_MAX
    return SetChargingProfile(
        connector=None if whole else ConnectorRef(1), profile=profile
    )
