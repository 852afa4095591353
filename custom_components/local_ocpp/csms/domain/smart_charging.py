"""How much a car may draw."""

from dataclasses import dataclass, replace
from typing import ClassVar, override

from .messages import Notice, StationCommand
from .model.book import BookEntry, with_entry, without
from .model.evse import ConnectorRef
from .model.limit import LimitInForce
from .model.profile import ChargingProfile, Purpose, RateUnit, Schedule
from .model.station import StationState

WHOLE_STATION = ConnectorRef(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetChargingProfile(StationCommand[None]):
    """Put a profile into force; without a connector, for the whole station."""

    connector: ConnectorRef | None
    profile: ChargingProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearChargingProfile(StationCommand[bool]):
    """Remove the profiles that match everything given; -> whether any did.

    By id alone, or by the rest; with nothing at all, every profile.
    """

    profile_id: int | None = None
    connector: ConnectorRef | None = None
    purpose: Purpose | None = None
    stack_level: int | None = None

    def matches(self, entry: BookEntry) -> bool:
        """Return whether it removes a profile."""
        if self.profile_id is not None:
            return entry.profile.id == self.profile_id
        return all(
            asked is None or asked == is_
            for asked, is_ in zip(
                (self.connector, self.purpose, self.stack_level),
                entry.place,
                strict=True,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCompositeSchedule(StationCommand[Schedule | None]):
    """Have a station add up all that limits a plug from now on, or itself without one.

    A negative limit in the answer is none; some stations give no schedule at all.
    """

    connector: ConnectorRef | None
    duration_seconds: int
    rate_unit: RateUnit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSet(Notice):
    """A station took a profile, or was sent one along with a start."""

    memorable: ClassVar[bool] = True

    entry: BookEntry

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        session = self.entry.profile.transaction_id
        if session and state.transaction(session) is None:
            return state  # it ended meanwhile
        return replace(state, book=with_entry(state.book, self.entry))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesCleared(Notice):
    """A station has no profile any more that a command matched; limits went with theirs."""

    memorable: ClassVar[bool] = True

    command: ClearChargingProfile

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        for entry in state.book:
            if entry.is_limit and self.command.matches(entry):
                state = _without_limit(state, entry)
        return replace(state, book=without(state.book, self.command.matches))


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSet(Notice):
    """A station took a limit, or will be told of it when a session begins (no means yet).

    `wanted`: it is what the owner allows, not just what holds if we say nothing.
    """

    memorable: ClassVar[bool] = True

    connector: ConnectorRef | None
    limit: LimitInForce
    wanted: bool = True

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        state = self._with_proof(state)
        if self.connector is None:
            return replace(state, maximum=self.limit)
        connector, means = state.connector(self.connector), self.limit.means
        is_fallback = means is not None and means.purpose is Purpose.TX_DEFAULT
        return state.with_connector(
            self.connector,
            limit=self.limit if self.wanted else connector.limit,
            fallback=self.limit if is_fallback else connector.fallback,
        )

    def _with_proof(self, state: StationState) -> StationState:
        if self.limit.means is None:
            return state
        ref = self.connector or WHOLE_STATION
        return replace(state, learned=state.learned.with_proof(ref, self.limit.means))


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCleared(Notice):
    """A station was told to forget our limits, on a plug or of the whole station."""

    memorable: ClassVar[bool] = True

    connector: ConnectorRef | None

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        if self.connector is None:
            return replace(state, maximum=None)
        return state.with_connector(self.connector, limit=None, fallback=None)


def _without_limit(state: StationState, entry: BookEntry) -> StationState:
    """Return the state once the profile of a limit is gone."""
    purpose = entry.profile.purpose
    if purpose is Purpose.STATION_MAX:
        return replace(state, maximum=None)
    plug = state.connector(entry.connector)
    held = plug.limit.means if plug.limit else None
    return state.with_connector(
        entry.connector,
        limit=None if held and held.purpose is purpose else plug.limit,
        fallback=None if purpose is Purpose.TX_DEFAULT else plug.fallback,
    )
