"""Makes a profile fit the station that it is for, or says why it cannot.

The highest stack level and a range of numbers belong to the limits (limit_profile.py): what the
owner allows now stands above every schedule, and neither overwrites the other.
"""

from dataclasses import replace
from enum import StrEnum
from itertools import count
from math import floor

from ..domain.model.book import BookEntry
from ..domain.model.evse import ConnectorRef
from ..domain.model.learned import Learned
from ..domain.model.profile import ChargingProfile, Kind, Purpose, RateUnit
from ..domain.model.station import StationState
from ..domain.stacking import Circuit
from .limit_profile import NUMBERS, circuit

# Numbers for profiles of which nobody says what their number is.
FIRST_NUMBER = 4001
LIMIT_NUMBERS = range(min(NUMBERS.values()), max(NUMBERS.values()) + 1000)

# What limits may need of what a station can hold: its maximum, and two for every plug.
LIMITS_OF_STATION = 1
LIMITS_OF_PLUG = 2


class Misfit(StrEnum):
    """Why a profile cannot be sent."""

    NUMBER = "number"
    LEVEL = "level"
    TAKEN = "taken"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


class UnfitProfile(Exception):
    """A profile does not fit the station; `detail` is what would."""

    def __init__(self, misfit: Misfit, detail: object) -> None:
        """Keep why."""
        super().__init__(f"{misfit}: {detail}")
        self.misfit = misfit
        self.detail = str(detail)


def must_fit(state: StationState, entry: BookEntry) -> None:
    """Raise UnfitProfile if a station cannot hold a profile beside what it holds already."""
    profile, learned = entry.profile, state.learned
    if profile.id in LIMIT_NUMBERS:
        raise UnfitProfile(Misfit.NUMBER, f"{LIMIT_NUMBERS[0]}-{LIMIT_NUMBERS[-1]}")
    highest = highest_level(learned)
    if highest is not None and profile.stack_level > highest:
        raise UnfitProfile(Misfit.LEVEL, highest)
    if any(each.is_limit and each.place == entry.place for each in state.book):
        raise UnfitProfile(Misfit.TAKEN, profile.stack_level)
    room = _room(state)
    others = [
        each for each in state.book if not (each.is_limit or each.gives_way_to(entry))
    ]
    if room is not None and len(others) >= room:
        raise UnfitProfile(Misfit.TOO_MANY, room)
    if is_too_long(profile, learned) and not _is_followed(profile):
        raise UnfitProfile(Misfit.TOO_LONG, learned.max_periods)


def highest_level(learned: Learned) -> int | None:
    """Return the highest stack level for anything but limits; None if the station did not say."""
    if learned.max_stack_level is None:
        return None
    return max(0, learned.max_stack_level - 1)


def free_number(
    state: StationState, connector: ConnectorRef, purpose: Purpose, stack_level: int
) -> int:
    """Return a number for a profile: that of the one which it replaces, else a new one."""
    for each in state.book:
        if each.place == (connector, purpose, stack_level) and not each.is_limit:
            return each.profile.id
    taken = {each.profile.id for each in state.book}
    return next(number for number in count(FIRST_NUMBER) if number not in taken)


def is_too_long(profile: ChargingProfile, learned: Learned) -> bool:
    """Return whether a station cannot take a schedule in one piece."""
    most = learned.max_periods
    return bool(most) and len(profile.schedule.periods) > (most or 0)


def circuit_of(state: StationState, connector: ConnectorRef | None) -> Circuit:
    """Return what limits in ampere and watt are converted by."""
    meter = state.connector(connector).meter if connector else state.meter
    return circuit(state.learned.phases, meter)


def in_unit_of(
    profile: ChargingProfile, learned: Learned, circuit: Circuit
) -> ChargingProfile:
    """Return a profile in a unit that a station takes, rounded down."""
    schedule, units = profile.schedule, learned.rate_units
    if not units or schedule.rate_unit in units:
        return profile
    (unit,) = units

    def converted(limit: float, phases: int | None) -> float:
        watts_per_ampere = circuit.watts_per_ampere(phases)
        if unit is RateUnit.W:
            return float(floor(limit * watts_per_ampere))
        return floor(limit / watts_per_ampere * 10) / 10

    least = schedule.min_rate
    return replace(
        profile,
        schedule=replace(
            schedule,
            rate_unit=unit,
            periods=tuple(
                each._replace(limit=converted(each.limit, each.phases))
                for each in schedule.periods
            ),
            min_rate=None if least is None else converted(least, None),
        ),
    )


def _room(state: StationState) -> int | None:
    """Return how many profiles fit beside limits; None if the station did not say."""
    most = state.learned.max_profiles
    if not most:
        return None
    plugs = state.learned.number_of_connectors or len(state.connectors)
    return max(1, most - LIMITS_OF_STATION - LIMITS_OF_PLUG * plugs)


def _is_followed(profile: ChargingProfile) -> bool:
    """Return whether we know when its next piece is due, for whomever it applies to."""
    return profile.kind is not Kind.RELATIVE or profile.purpose is Purpose.TX
