"""Charging schedules, which every OCPP version spells alike but for their names."""

from collections.abc import Mapping
from math import floor
from typing import Any

from ..domain.model.profile import ChargingProfile, Period, RateUnit, Schedule
from .wire import timestamp, utc

# How a station says that there is no limit.
NO_LIMIT = -1


def schedule(schedule: Schedule) -> dict[str, Any]:
    """Write a ChargingScheduleType."""
    return _without_blanks(
        duration=schedule.duration_seconds,
        startSchedule=utc(schedule.start_at) if schedule.start_at else None,
        chargingRateUnit=schedule.rate_unit.value,
        chargingSchedulePeriod=[period(each) for each in schedule.periods],
        minChargingRate=rate(schedule.min_rate),
    )


def period(period: Period) -> dict[str, Any]:
    """Write a ChargingSchedulePeriodType."""
    return _without_blanks(
        startPeriod=period.start_seconds,
        limit=_at_most(period.limit),
        numberPhases=period.phases,
    )


def rate(rate: float | None) -> float | None:
    """Write a rate, which has one decimal at most."""
    return None if rate is None else round(rate, 1)


def common(profile: ChargingProfile, purposes: Mapping[Any, str]) -> dict[str, Any]:
    """Write what all versions call alike of a ChargingProfileType."""
    return _without_blanks(
        stackLevel=profile.stack_level,
        chargingProfilePurpose=purposes[profile.purpose],
        chargingProfileKind=profile.kind.capitalize(),
        recurrencyKind=profile.recurrency.capitalize() if profile.recurrency else None,
        validFrom=utc(profile.valid_from) if profile.valid_from else None,
        validTo=utc(profile.valid_to) if profile.valid_to else None,
    )


def composite(written: Mapping[str, Any], start: str | None) -> Schedule:
    """Read what a station added up; limits are negative where there is none."""
    return Schedule(
        rate_unit=RateUnit(written["chargingRateUnit"]),
        periods=tuple(
            Period(
                start_seconds=int(each["startPeriod"]),
                limit=float(each.get("limit", NO_LIMIT)),
                phases=each.get("numberPhases"),
            )
            for each in written["chargingSchedulePeriod"]
        ),
        start_at=timestamp(start) if start else None,
        duration_seconds=written.get("duration"),
        min_rate=written.get("minChargingRate"),
    )


def _without_blanks(**written: Any) -> dict[str, Any]:
    return {key: value for key, value in written.items() if value is not None}


def _at_most(limit: float) -> float:
    """Write a limit with one decimal, never above the one that was asked for."""
    return floor(round(limit * 10, 6)) / 10
