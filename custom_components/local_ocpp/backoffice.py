"""The decisions: who may connect, who may charge."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from hmac import compare_digest
from secrets import token_bytes
from typing import override

from homeassistant.util import dt as dt_util

from .csms.domain.backoffice import Backoffice
from .csms.domain.model.metering import Sample
from .csms.domain.model.station import (
    Identity,
    Registration,
    RegistrationStatus,
    StationId,
    StationState,
)
from .csms.domain.model.token import Authorization, AuthorizationStatus, IdToken
from .csms.domain.model.transaction import Transaction, TransactionId
from .csms.domain.security import PasswordHash
from .csms.ledger import Ledger
from .csms.visitor import Refusal, Visitor

HEARTBEAT_SECONDS = 300
# Each takes 16 MiB and a tenth of a second: who guesses passwords is to wait for others.
HASHES_AT_ONCE = 2
PENDING_SECONDS = 30  # until an unknown station tries again

# Whoever guesses passwords is not to keep the machine busy with them.
PROVING_AT_ONCE = 2

# An empty path names nobody; in a home with one station that is enough.
ONLY_STATION = StationId("charger")


class WhoMayCharge(StrEnum):
    """Whose tokens are accepted."""

    ANYONE = "anyone"
    KNOWN_TAGS = "known_tags"


class UnknownStations(StrEnum):
    """What happens to a station that nobody expects."""

    ASK = "ask"
    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An RFID tag that the owner knows."""

    token: IdToken
    name: str = ""
    parent: IdToken | None = None
    expires_at: datetime | None = None
    blocked: bool = False


@dataclass(slots=True, kw_only=True)
class Rules:
    """What the owner decided; replaced as a whole whenever the settings change."""

    own_token: IdToken
    who_may_charge: WhoMayCharge = WhoMayCharge.ANYONE
    unknown_stations: UnknownStations = UnknownStations.ASK
    passwords: Mapping[StationId, PasswordHash | None] = field(default_factory=dict)
    tags: Mapping[str, Tag] = field(default_factory=dict)
    session_price: float | None = None


class HomeBackoffice(Backoffice):
    """Decides by the owner's rules, and keeps in the ledger."""

    def __init__(
        self,
        rules: Rules,
        ledger: Ledger,
        running: Callable[[], Iterable[tuple[StationId, Transaction]]],
    ) -> None:
        """Bind rules and ledger; `running` tells the sessions that run now."""
        self.rules = rules
        self.ledger = ledger
        self._running = running
        self._secret = token_bytes(16)
        self._hashing = asyncio.Semaphore(HASHES_AT_ONCE)
        self._proved: dict[StationId, tuple[PasswordHash, bytes]] = {}
        self._proving = asyncio.Semaphore(PROVING_AT_ONCE)

    async def admit(self, visitor: Visitor) -> StationId | Refusal:
        """Decide at the door: return who it is, or why it stays outside."""
        station = StationId(visitor.identity) or self._only_station()
        if station not in self.rules.passwords:
            if self.rules.unknown_stations is UnknownStations.REFUSE:
                return Refusal.UNKNOWN
            return station
        if (password := self.rules.passwords[station]) is None:
            return station
        if visitor.password is None or visitor.username != station.encode():
            return Refusal.UNAUTHORIZED
        if not await self._proves(station, password, visitor.password):
            return Refusal.UNAUTHORIZED
        return station

    def holder(self, token: IdToken) -> str | None:
        """Return whose token it is; None for one that nobody gave a name."""
        if token.key == self.rules.own_token.key:
            return "Home Assistant"
        tag = self.rules.tags.get(token.key)
        return tag.name if tag else None

    def verdict(self, token: IdToken) -> Authorization:
        """Return what the rules say about a token, whatever it does elsewhere."""
        if token.key == self.rules.own_token.key:
            return Authorization(status=AuthorizationStatus.ACCEPTED)
        if (tag := self.rules.tags.get(token.key)) is None:
            return Authorization(
                status=AuthorizationStatus.ACCEPTED
                if self.rules.who_may_charge is WhoMayCharge.ANYONE
                else AuthorizationStatus.INVALID
            )
        if tag.blocked:
            status = AuthorizationStatus.BLOCKED
        elif tag.expires_at and tag.expires_at <= self.now():
            status = AuthorizationStatus.EXPIRED
        else:
            status = AuthorizationStatus.ACCEPTED
        return Authorization(
            status=status, parent=tag.parent, expires_at=tag.expires_at
        )

    @override
    def now(self) -> datetime:
        return dt_util.utcnow()

    @override
    async def register(self, state: StationState, identity: Identity) -> Registration:
        if state.adopted:
            status, interval = RegistrationStatus.ACCEPTED, HEARTBEAT_SECONDS
        else:
            status, interval = RegistrationStatus.PENDING, PENDING_SECONDS
        return Registration(status=status, now=self.now(), interval_seconds=interval)

    @override
    async def authorize(
        self,
        station: StationId,
        token: IdToken,
        transaction: TransactionId | None = None,
    ) -> Authorization:
        verdict = self.verdict(token)
        if (
            verdict.accepted
            and transaction is not None
            and token.key in self.rules.tags
            and self._charging_elsewhere(station, token, transaction)
        ):
            verdict = replace(verdict, status=AuthorizationStatus.CONCURRENT_TX)
        if token.key != self.rules.own_token.key:
            self.ledger.saw_tag(token, station, self.now(), verdict.status)
        return verdict

    @override
    async def open_transaction(
        self, station: StationId, opened: Transaction, *, named: bool
    ) -> Transaction:
        priced = replace(opened, price_per_kwh=self.rules.session_price)
        return await self.ledger.open_transaction(station, priced, named=named)

    @override
    async def close_transaction(
        self, station: StationId, closed: Transaction
    ) -> Transaction | None:
        return await self.ledger.close_transaction(station, closed)

    @override
    async def keep_samples(
        self,
        station: StationId,
        transaction: TransactionId,
        samples: Sequence[Sample],
    ) -> None:
        await self.ledger.keep_samples(station, transaction, samples)

    @override
    def remember(self, state: StationState) -> None:
        if state.adopted:
            self.ledger.remember(state)

    def _charging_elsewhere(
        self, station: StationId, token: IdToken, transaction: TransactionId
    ) -> bool:
        return any(
            running.token
            and running.token.key == token.key
            and (where, running.id) != (station, transaction)
            for where, running in self._running()
        )

    def _only_station(self) -> StationId:
        known = tuple(self.rules.passwords)
        return known[0] if len(known) == 1 else ONLY_STATION

    async def _proves(
        self, station: StationId, expected: PasswordHash, password: bytes
    ) -> bool:
        """Check a password; one that was right before is recognized without the slow hash."""
        seen = blake2b(password, key=self._secret).digest()
        hashed, proof = self._proved.get(station, (None, b""))
        if hashed == expected and compare_digest(proof, seen):
            return True
        async with self._hashing:
            if not await asyncio.to_thread(expected.matches, password):
                return False
        self._proved[station] = expected, seen
        return True
