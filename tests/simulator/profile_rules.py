"""What a charging profile may not be, at this station and at this moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from .cabinet import Cabinet
from .clock import moment
from .profiles import Period, Profile, ProfileStack, Purpose
from .words import Key

UNITS = {"A": "A", "Current": "A", "Ampere": "A", "W": "W", "Power": "W"}
"""What stations call amperes and watts in their settings."""

type Json = dict[str, Any]


def rate_units(cabinet: Cabinet) -> set[str]:
    """Return A, W or both, as the station's setting has it."""
    return {UNITS[word] for word in cabinet.words(Key.RATE_UNITS) if word in UNITS}


def schedule(cabinet: Cabinet, profile: Json, schedule: Json) -> Iterator[str]:
    """Object to a schedule of a profile, as it is on the wire."""
    yield from _unit(cabinet, schedule["chargingRateUnit"])
    yield from _periods(cabinet, schedule["chargingSchedulePeriod"])
    yield from _kind(profile, schedule)


def place(cabinet: Cabinet, connector: int, purpose: Purpose) -> Iterator[str]:
    """Object to where a profile is set."""
    if connector != 0 and connector not in cabinet.connectors:
        yield f"there is no connector {connector}"
    if purpose is Purpose.STATION_MAX and connector != 0:
        yield f"{purpose} on connector {connector}, where only 0 can have it"
    if purpose is Purpose.TX and connector == 0:
        yield f"{purpose} on connector 0, where no transaction can be"


def room(cabinet: Cabinet, new: Profile) -> Iterator[str]:
    """Object to a profile that is too high in the stack, or one too many."""
    highest = cabinet.number(Key.STACK_LEVEL)
    if highest is not None and new.stack_level > highest:
        yield f"stack level {new.stack_level}, where {highest:.0f} is the highest"
    most = cabinet.number(Key.PROFILES)
    others = [
        held
        for held in cabinet.profiles.profiles
        if not ProfileStack.replaces(new, held)
    ]
    if most is not None and len(others) + 1 > most:
        yield f"{len(others) + 1} profiles, where {most:.0f} can be held"


def transaction(
    cabinet: Cabinet, connector: int, purpose: Purpose, transaction_id: object
) -> Iterator[str]:
    """Object to a profile that is for no transaction, or for another one."""
    if purpose is not Purpose.TX:
        if transaction_id is not None:
            yield f"{purpose} with a transactionId"
        return
    place = cabinet.connectors.get(connector)
    if place is None or place.end_untold:
        return
    if place.transaction is None:
        yield f"{purpose} while no transaction runs on connector {connector}"
    elif transaction_id is None:
        yield f"{purpose} without a transactionId"
    elif transaction_id != place.transaction.id:
        yield f"{purpose} for transaction {transaction_id}, which does not run"


def read(
    connector: int, wire: Json, schedule: Json, purpose: Purpose, now: datetime
) -> Profile:
    """Read a profile as it is on the wire."""
    start, valid_from, valid_to = (
        moment(text) if text else None
        for text in (
            schedule.get("startSchedule"),
            wire.get("validFrom"),
            wire.get("validTo"),
        )
    )
    transaction_id = wire.get("transactionId")
    return Profile(
        id=wire["chargingProfileId"] if "chargingProfileId" in wire else wire["id"],
        connector=connector,
        purpose=purpose,
        kind=wire["chargingProfileKind"],
        stack_level=wire["stackLevel"],
        unit=schedule["chargingRateUnit"],
        periods=tuple(
            Period(
                start_s=period["startPeriod"],
                limit=float(period["limit"]),
                phases=period.get("numberPhases"),
            )
            for period in schedule["chargingSchedulePeriod"]
        ),
        installed_at=now,
        start=start,
        duration_s=schedule.get("duration"),
        recurrency=wire.get("recurrencyKind"),
        valid_from=valid_from,
        valid_to=valid_to,
        transaction_id=None if transaction_id is None else str(transaction_id),
        wire=wire,
    )


def _unit(cabinet: Cabinet, unit: str) -> Iterator[str]:
    allowed = rate_units(cabinet)
    if allowed and unit not in allowed:
        yield f"chargingRateUnit {unit}, where only {'/'.join(sorted(allowed))} is"


def _periods(cabinet: Cabinet, periods: list[Json]) -> Iterator[str]:
    most = cabinet.number(Key.CHARGING_ALLOWED_PERIODS)
    if most is not None and len(periods) > most:
        yield f"{len(periods)} periods, where {most:.0f} are allowed"
    starts = [period["startPeriod"] for period in periods]
    if not starts or starts[0] != 0:
        yield "the first period does not start at 0"
    if starts != sorted(set(starts)):
        yield "the periods are not in order"
    for period in periods:
        yield from _period(cabinet, period)


def _period(cabinet: Cabinet, period: Json) -> Iterator[str]:
    if period["limit"] < 0:
        yield f"limit {period['limit']} is negative"
    if round(float(period["limit"]), 1) != float(period["limit"]):
        yield f"limit {period['limit']} has more than one decimal"
    phases = period.get("numberPhases")
    if phases is not None and not cabinet.model.hardware.direct_current:
        if not 1 <= phases <= 3:
            yield f"numberPhases {phases}"
    elif phases is not None:
        yield f"numberPhases {phases} at a DC station"


def _kind(profile: Json, schedule: Json) -> Iterator[str]:
    kind, recurs = profile["chargingProfileKind"], "recurrencyKind" in profile
    if kind == "Relative" and "startSchedule" in schedule:
        yield "startSchedule in a Relative profile"
    if kind != "Relative" and "startSchedule" not in schedule:
        yield f"no startSchedule in a profile of kind {kind}"
    if (kind == "Recurring") != recurs:
        yield f"recurrencyKind {'in' if recurs else 'missing from'} a {kind} profile"
