"""Puts a limit into the words of a charging profile."""

from datetime import UTC, datetime, timedelta
from math import floor

from ..domain.model.evse import ConnectorRef
from ..domain.model.learned import LimitMeans
from ..domain.model.limit import Limit
from ..domain.model.metering import CURRENT, Meter, per_phase, total
from ..domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Schedule,
)
from ..domain.model.station import StationState
from ..domain.model.transaction import TransactionId
from ..domain.stacking import Circuit

# The same number replaces what it named before; connectors are told apart by their own.
NUMBERS = {Purpose.STATION_MAX: 1000, Purpose.TX_DEFAULT: 2000, Purpose.TX: 3000}

# A schedule that begins in the past begins now, even by a clock that is slow.
HEAD_START = timedelta(minutes=1)

# Some stations want to know until when, and count seconds in 32 bits.
FOREVER = datetime(2037, 12, 31, tzinfo=UTC)

MAINS_V = range(80, 301)
USUAL_VOLTS = 230
USUAL_PHASES = 3
FLOWING_A = 1


def profile_id(purpose: Purpose, connector: ConnectorRef | None) -> int:
    """Return the number of our profile for a purpose on a plug."""
    return NUMBERS[purpose] + (connector.evse if connector else 0)


def profile(
    limit: Limit,
    means: LimitMeans,
    connector: ConnectorRef | None,
    *,
    rate: float,
    transaction_id: TransactionId | None,
    now: datetime,
) -> ChargingProfile:
    """Return the profile that brings a limit into force; `rate` is in the unit of the means."""
    start = now - HEAD_START if means.absolute else None
    duration = limit.duration_seconds
    if start and duration is not None:
        duration += int(HEAD_START.total_seconds())
    return ChargingProfile(
        id=profile_id(means.purpose, connector),
        purpose=means.purpose,
        kind=Kind.ABSOLUTE if means.absolute else Kind.RELATIVE,
        stack_level=means.stack_level,
        schedule=Schedule(
            rate_unit=means.rate_unit,
            periods=(Period(0, rate, limit.phases),),
            start_at=start,
            duration_seconds=duration,
        ),
        valid_from=start,
        valid_to=_end(start, duration) if start else None,
        transaction_id=transaction_id,
    )


def rate(
    limit: Limit, unit: RateUnit, state: StationState, connector: ConnectorRef | None
) -> float:
    """Return a limit in a unit, rounded down: ampere to tenths, watt to whole ones."""
    if limit.unit is unit or limit.pauses:
        return limit.amount
    meter = state.connector(connector).meter if connector else state.meter
    phases = limit.phases or state.learned.phases
    watts_per_ampere = circuit(phases, meter).watts_per_ampere()
    if unit is RateUnit.W:
        return float(floor(limit.amount * watts_per_ampere))
    return floor(limit.amount / watts_per_ampere * 10) / 10


def circuit(phases: int | None, meter: Meter) -> Circuit:
    """Return the volts, as measured where that can be believed, of so many phases."""
    stated = total(meter.readings, "Voltage") or 0
    if stated > MAINS_V.stop and _feeds_battery(meter):
        return Circuit(volts=stated, phases=1)
    measured = [*per_phase(meter.readings, "Voltage").values(), stated]
    volts = [each for each in measured if int(each) in MAINS_V]
    return Circuit(
        volts=sum(volts) / len(volts) if volts else USUAL_VOLTS,
        phases=phases or _phases_in_use(meter) or USUAL_PHASES,
    )


def _end(start: datetime, duration_seconds: int | None) -> datetime:
    if duration_seconds is None:
        return FOREVER
    return start + timedelta(seconds=duration_seconds)


def _feeds_battery(meter: Meter) -> bool:
    """Return whether it charges with direct current, which has no phases."""
    return any(quantity.measurand == "SoC" for quantity in meter.readings)


def _phases_in_use(meter: Meter) -> int:
    """Return on how many phases the car draws; what is idle shows as zero."""
    currents = per_phase(meter.readings, CURRENT).values()
    return sum(current > FLOWING_A for current in currents)
