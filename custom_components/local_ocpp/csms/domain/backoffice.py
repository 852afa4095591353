"""What stations ask us to decide and to keep; the composition root plugs the answers in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from .model.metering import Sample
from .model.station import Identity, Registration, StationId, StationState
from .model.token import Authorization, IdToken
from .model.transaction import Transaction, TransactionId


class Backoffice(Protocol):
    """Decides, and keeps."""

    def now(self) -> datetime:
        """Return the time, in UTC."""

    async def register(self, state: StationState, identity: Identity) -> Registration:
        """Welcome a station that booted."""

    async def authorize(
        self,
        station: StationId,
        token: IdToken,
        transaction: TransactionId | None = None,
    ) -> Authorization:
        """Decide whether a token may charge; `transaction` is the one it is starting."""

    async def open_transaction(
        self, station: StationId, opened: Transaction, *, named: bool
    ) -> Transaction:
        """Keep a session that began, durably, and return it as kept.

        `named`: the station named it (2.x), else we do (1.6). A session told again is
        recognized and returned as it was kept first.
        """

    async def close_transaction(
        self, station: StationId, closed: Transaction
    ) -> Transaction | None:
        """Keep how a session ended, durably; None if nothing is known of it."""

    async def keep_samples(
        self,
        station: StationId,
        transaction: TransactionId,
        samples: Sequence[Sample],
    ) -> None:
        """Keep what the meter said during a session, durably."""

    def remember(self, state: StationState) -> None:
        """Keep what must be known of a station after a restart, soon."""
