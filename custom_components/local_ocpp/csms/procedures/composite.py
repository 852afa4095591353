"""Compares what a station means to allow with what the profiles say that we set."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.deviation import Deviation, deviations
from ..domain.model.evse import ConnectorRef
from ..domain.model.learned import Learned
from ..domain.model.profile import Purpose, RateUnit, Schedule
from ..domain.model.station import StationState
from ..domain.smart_charging import WHOLE_STATION, GetCompositeSchedule
from ..domain.stacking import Stack, Stretch
from ..domain.station import Station
from .profile_fit import circuit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a station stated, what we expect from `start` on, and where these differ."""

    stated: Schedule | None
    start: datetime
    unit: RateUnit
    expected: tuple[Stretch, ...]
    deviations: tuple[Deviation, ...]


async def compare(
    station: Station,
    connector: ConnectorRef | None,
    *,
    duration_seconds: int,
    unit: RateUnit | None,
    now: datetime,
) -> Comparison:
    """Ask a station for its schedule, and add ours up for the same time; any StationError.

    A unit that the station does not know is not asked for.
    """
    asked = _known(unit, station.state.learned)
    stated = await station.execute(
        GetCompositeSchedule(
            connector=connector, duration_seconds=duration_seconds, rate_unit=asked
        )
    )
    state, start = station.state, now.replace(microsecond=0)
    unit = stated.rate_unit if stated else asked or _known(RateUnit.A, state.learned)
    stack = Stack(
        entries=state.book,
        connector=connector or WHOLE_STATION,
        unit=unit or RateUnit.A,
        circuit=circuit_of(state, connector),
        session=state.connector(connector).transaction if connector else None,
    )
    expected = stack.from_(start, duration_seconds)
    converted = any(
        each.profile.schedule.rate_unit is not stack.unit for each in state.book
    )
    return Comparison(
        stated=stated,
        start=start,
        unit=stack.unit,
        expected=expected,
        deviations=deviations(
            expected,
            stated,
            start=start,
            duration_seconds=duration_seconds,
            converted=converted,
            shared=len(state.connectors) > 1 and _limits_station(state),
        )
        if stated
        else (),
    )


def _limits_station(state: StationState) -> bool:
    return any(each.profile.purpose is Purpose.STATION_MAX for each in state.book)


def _known(unit: RateUnit | None, learned: Learned) -> RateUnit | None:
    """Return a unit that the station knows; None leaves it to the station."""
    if unit is None or not learned.rate_units or unit in learned.rate_units:
        return unit
    (other,) = learned.rate_units
    return other
