"""Charging profiles: how much a car may draw, from when, until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from .transaction import TransactionId


class RateUnit(StrEnum):
    """What a limit is counted in: ampere per phase, or watt over all phases."""

    A = "A"
    W = "W"


class Purpose(StrEnum):
    """What a profile limits (OCPP 2.0.1 part 2, ChargingProfilePurposeEnumType)."""

    STATION_MAX = "station_max"
    TX_DEFAULT = "tx_default"
    TX = "tx"


class Kind(StrEnum):
    """What the times of a schedule are relative to."""

    ABSOLUTE = "absolute"
    RECURRING = "recurring"
    RELATIVE = "relative"


class Recurrency(StrEnum):
    """How often a recurring schedule starts anew."""

    DAILY = "daily"
    WEEKLY = "weekly"


CYCLES = {Recurrency.DAILY: timedelta(days=1), Recurrency.WEEKLY: timedelta(weeks=1)}


class Period(NamedTuple):
    """From `start_seconds` into the schedule on, at most `limit` in the schedule's unit."""

    start_seconds: int
    limit: float
    phases: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Periods of limits; `duration_seconds` None lasts until the profile ends."""

    rate_unit: RateUnit
    periods: tuple[Period, ...]
    start_at: datetime | None = None
    duration_seconds: int | None = None
    min_rate: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargingProfile:
    """One profile; the highest valid stack level of a purpose wins."""

    id: int
    purpose: Purpose
    kind: Kind
    stack_level: int
    schedule: Schedule
    recurrency: Recurrency | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    transaction_id: TransactionId | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it is over for good, as far as that can be told from it alone."""
        schedule = self.schedule
        ends = [self.valid_to] if self.valid_to else []
        if (
            self.kind is Kind.ABSOLUTE
            and schedule.start_at
            and schedule.duration_seconds
        ):
            lasts = timedelta(seconds=schedule.duration_seconds)
            ends.append(schedule.start_at + lasts)
        return min(ends, default=None)
