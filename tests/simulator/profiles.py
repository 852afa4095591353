"""Charging profiles, stacked as OCPP says, and the limit that they make together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
import math


class Purpose(StrEnum):
    """What a profile limits; 2.x calls the first ChargingStationMaxProfile."""

    STATION_MAX = "ChargePointMaxProfile"
    TX_DEFAULT = "TxDefaultProfile"
    TX = "TxProfile"


RECURRENCES = {"Daily": timedelta(days=1), "Weekly": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start_s` on, `limit` in the unit of the profile."""

    start_s: int
    limit: float
    phases: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """What a connector's limit is counted on: amperes per phase, watts in all."""

    volts: float
    phases: int

    def amperes(self, limit: float, unit: str, phases: int | None = None) -> float:
        return limit if unit == "A" else limit / self._volts(phases)

    def watts(self, amperes: float) -> float:
        return amperes * self._volts(None)

    def _volts(self, phases: int | None) -> float:
        return self.volts * min(phases or self.phases, self.phases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One charging profile; `connector` 0 is the whole station."""

    id: int
    connector: int
    purpose: Purpose
    kind: str
    stack_level: int
    unit: str
    periods: tuple[Period, ...]
    installed_at: datetime
    start: datetime | None = None
    duration_s: int | None = None
    recurrency: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    transaction_id: str | None = None
    wire: dict[str, object]

    def period_at(self, at: datetime, session_start: datetime | None) -> Period | None:
        """Return the period in force at a moment, if any is."""
        start = self._started(at, session_start)
        if start is None or not self._valid(at):
            return None
        elapsed_s = (at - start).total_seconds()
        if elapsed_s < 0 or (
            self.duration_s is not None and elapsed_s >= self.duration_s
        ):
            return None
        begun = [period for period in self.periods if period.start_s <= elapsed_s]
        return begun[-1] if begun else None

    def turns(
        self, at: datetime, until: datetime, session_start: datetime | None
    ) -> Iterator[datetime]:
        """Yield the moments at which this profile may change the limit."""
        yield from (
            moment for moment in (self.valid_from, self.valid_to) if moment is not None
        )
        start = self._started(at, session_start) or self.start
        while start is not None and start <= until:
            for period in self.periods:
                yield start + timedelta(seconds=period.start_s)
            if self.duration_s is not None:
                yield start + timedelta(seconds=self.duration_s)
            start = start + RECURRENCES[self.recurrency] if self.recurrency else None

    def _valid(self, at: datetime) -> bool:
        return (self.valid_from is None or self.valid_from <= at) and (
            self.valid_to is None or at < self.valid_to
        )

    def _started(self, at: datetime, session_start: datetime | None) -> datetime | None:
        if self.kind == "Relative":
            return (
                self.installed_at
                if self.purpose is Purpose.STATION_MAX
                else session_start
            )
        start = self.start or self.installed_at
        if self.recurrency is None:
            return start
        every = RECURRENCES[self.recurrency]
        return start + math.floor((at - start) / every) * every


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stretch of a composite schedule."""

    start_s: int
    amperes: float


class ProfileStack:
    """Every profile that a station holds."""

    def __init__(self) -> None:
        self.profiles: list[Profile] = []

    def install(self, profile: Profile) -> None:
        """Add a profile; it replaces the one with its id, or its place in the stack."""
        self.profiles = [
            held for held in self.profiles if not self.replaces(profile, held)
        ]
        self.profiles.append(profile)

    @staticmethod
    def replaces(new: Profile, held: Profile) -> bool:
        return held.id == new.id or (
            held.connector,
            held.purpose,
            held.stack_level,
        ) == (new.connector, new.purpose, new.stack_level)

    def clear(self, unwanted: Callable[[Profile], bool]) -> int:
        """Remove the profiles that match; return how many did."""
        before = len(self.profiles)
        self.profiles = [held for held in self.profiles if not unwanted(held)]
        return before - len(self.profiles)

    def station_limit_a(self, at: datetime, circuit: Circuit) -> float | None:
        """Return the limit of the whole station, if there is one."""
        return self._topmost(
            [held for held in self.profiles if held.purpose is Purpose.STATION_MAX],
            at,
            None,
            circuit,
        )

    def session_limit_a(
        self,
        connector: int,
        at: datetime,
        session_start: datetime | None,
        circuit: Circuit,
    ) -> float | None:
        """Return the limit of a session: its own profile's, else the default one's."""
        for purpose in (Purpose.TX, Purpose.TX_DEFAULT):
            applicable = [
                held
                for held in self.profiles
                if held.purpose is purpose and held.connector in (0, connector)
            ]
            limit = self._topmost(applicable, at, session_start, circuit)
            if limit is not None:
                return limit
        return None

    def composite(
        self,
        at: datetime,
        duration_s: int,
        session_start: datetime | None,
        limit_a: Callable[[datetime], float],
    ) -> list[Step]:
        """Return the limits to come, as far as they are known now."""
        until = at + timedelta(seconds=duration_s)
        turns = {
            turn
            for profile in self.profiles
            for turn in profile.turns(at, until, session_start)
            if at < turn < until
        }
        steps: list[Step] = []
        for turn in sorted({at, *turns}):
            amperes = limit_a(turn)
            if not steps or steps[-1].amperes != amperes:
                start_s = round((turn - at).total_seconds())
                steps.append(Step(start_s=start_s, amperes=amperes))
        return steps

    @staticmethod
    def _topmost(
        profiles: list[Profile],
        at: datetime,
        session_start: datetime | None,
        circuit: Circuit,
    ) -> float | None:
        for profile in sorted(
            profiles, key=lambda held: (-held.stack_level, -held.connector)
        ):
            period = profile.period_at(at, session_start)
            if period is not None:
                return circuit.amperes(period.limit, profile.unit, period.phases)
        return None
