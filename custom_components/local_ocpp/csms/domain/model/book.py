"""The profiles that a station should have, as we set them and believe that they are there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from .evse import ConnectorRef
from .profile import ChargingProfile, Kind, Purpose
from .token import IdToken
from .transaction import Transaction, TransactionId

type Book = tuple[BookEntry, ...]

# How long a profile that went along with a start may wait for its session.
PATIENCE_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class BookEntry:
    """A profile, whole, and how much of it the station has been told.

    connector:   where it is set; `ConnectorRef(0)` is the whole station.
    continue_at: when the station must be told more of it; None if it knows all.
    is_limit:    it is a limit's, which the limit procedure looks after.
    token:       whose next session it is for, as long as that has not begun.
    """

    connector: ConnectorRef
    profile: ChargingProfile
    told_at: datetime
    continue_at: datetime | None = None
    is_limit: bool = False
    token: IdToken | None = None

    def gives_way_to(self, other: BookEntry) -> bool:
        """Return whether a station drops it for another (1.6: 3.13.2, 5.16; 2.0.1: K01)."""
        return self.profile.id == other.profile.id or self.place == other.place

    @property
    def place(self) -> tuple[ConnectorRef, Purpose, int]:
        """Of what there can be only one."""
        return self.connector, self.profile.purpose, self.profile.stack_level

    def is_over(self, now: datetime) -> bool:
        """Return whether it can never be in force again."""
        end = self.profile.ends_at
        return end is not None and end <= now


def with_entry(book: Book, entry: BookEntry) -> Book:
    """Return the book with one more profile, without those it replaces and those that are over."""
    kept = (
        each
        for each in book
        if not each.gives_way_to(entry) and not each.is_over(entry.told_at)
    )
    return (*kept, entry)


def without(book: Book, unwanted: Callable[[BookEntry], bool]) -> Book:
    """Return the book without some profiles."""
    return tuple(each for each in book if not unwanted(each))


def with_session(book: Book, begun: Transaction) -> Book:
    """Return the book once a session began: what went along with its start is in force."""

    def is_for_it(entry: BookEntry) -> bool:
        waited_seconds = (begun.started_at - entry.told_at).total_seconds()
        return (
            entry.token is not None
            and begun.token is not None
            and entry.token.key == begun.token.key
            and waited_seconds < PATIENCE_SECONDS
        )

    def due(entry: BookEntry) -> datetime | None:
        """Return when it is to be continued, if that counts from the session's start."""
        if entry.continue_at is None or entry.profile.kind is not Kind.RELATIVE:
            return entry.continue_at
        return entry.continue_at + (begun.started_at - entry.told_at)

    def seen(entry: BookEntry) -> BookEntry | None:
        profile = entry.profile
        if profile.purpose is not Purpose.TX or entry.connector != begun.connector:
            return entry
        if profile.transaction_id == begun.id:
            return entry
        if entry.token and begun.token is None:
            return entry
        if not is_for_it(entry):
            return None
        named = replace(profile, transaction_id=begun.id)
        return replace(entry, profile=named, token=None, continue_at=due(entry))

    return tuple(entry for each in book if (entry := seen(each)))


def without_session(book: Book, ended: TransactionId) -> Book:
    """Return the book once a session is over: its profiles went with it."""
    return without(book, lambda each: each.profile.transaction_id == ended)
