"""The ledger: what it has confirmed is on disk, whatever happens next."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from ..domain.model.evse import ConnectorRef
from ..domain.model.metering import Sample
from ..domain.model.station import StationId, StationState
from ..domain.model.token import AuthorizationStatus, IdToken
from ..domain.model.transaction import Transaction, TransactionId
from .copying import fold
from .database import LedgerFile
from .errors import LedgerUnavailable
from .records import SessionRecord, TagRecord
from .samples import keep_samples
from .sessions import Choice, list_sessions
from .stations import forget, recall, remember
from .tags import Sighting, list_tags, put_tags, see_tag
from .transactions import Closing, Opening, close_transaction, open_transaction
from .writer import Writer

PATIENCE_SECONDS = 2.0


class Ledger:
    """Sessions, RFID tags and what stations told about themselves, in one file.

    Everything awaited is durable when it returns, or raises LedgerUnavailable and can be
    told again. What is not awaited is kept soon, and no later than `close`.
    """

    def __init__(self, writer: Writer) -> None:
        """Use a writer that was started."""
        self._writer = writer

    @classmethod
    async def open(
        cls, path: Path, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> Ledger:
        """Open a ledger, or begin one; raises LedgerUnavailable.

        `patience_seconds`: how long other programs may lock the file.
        """
        writer = Writer(LedgerFile(path, patience_seconds))
        await writer.start()
        return cls(writer)

    async def close(self) -> None:
        """Keep what is still to be kept; raises LedgerUnavailable if some could not be."""
        await self._writer.stop()

    async def fold(self, *, folding: bool) -> None:
        """Let the file be copied while it is in use: not `folding` leaves it as it is.

        What is kept meanwhile goes into its log alone, which may be copied at any time.
        """
        await self._writer.ask(fold, folding)

    @property
    def trouble(self) -> LedgerUnavailable | None:
        """Why nothing can be kept at present."""
        return self._writer.trouble

    async def open_transaction(
        self, station: StationId, opened: Transaction, *, named: bool
    ) -> Transaction:
        """Keep a session that began and return it as kept, with its id.

        A session told again is recognized: by its name if the station named it, else by
        plug, time, meter and token. It is returned as kept first, even if it has ended
        since; a token or a meter it lacked is added. A different session that still ran at
        the plug ends, unless it began later.
        """
        return await self._writer.ask(open_transaction, Opening(station, opened, named))

    async def close_transaction(
        self, station: StationId, closed: Transaction
    ) -> Transaction | None:
        """Keep how a session ended and return it as kept; None if there is none.

        Of `closed` its id, connector, end, reason and meter count; an id of 0 or below
        means the one session that runs there. A session that had ended stays as it was.
        """
        return await self._writer.ask(close_transaction, Closing(station, closed))

    async def keep_sample(
        self, station: StationId, transaction: TransactionId, sample: Sample
    ) -> None:
        """Keep what the meter said during a session."""
        await self.keep_samples(station, transaction, (sample,))

    async def keep_samples(
        self,
        station: StationId,
        transaction: TransactionId,
        samples: Sequence[Sample],
    ) -> None:
        """Keep all that a message says of a session's meter, with one wait for the disk."""
        await self._writer.ask(keep_samples, (station, transaction, samples))

    async def sessions(
        self,
        *,
        start: datetime | None = None,
        stop: datetime | None = None,
        token: IdToken | None = None,
        station: StationId | None = None,
        connector: ConnectorRef | None = None,
    ) -> list[SessionRecord]:
        """Return the sessions that began from `start` until before `stop`, oldest first."""
        choice = Choice(start, stop, token, station, connector)
        return await self._writer.ask(list_sessions, choice)

    def remember(self, state: StationState) -> None:
        """Keep what must be known of a station after a restart, soon."""
        self._writer.tell(remember, state.id, state)

    async def recall(self, station: StationId) -> StationState:
        """Return a station as it was last known: offline, and not adopted."""
        return await self._writer.ask(recall, station)

    async def forget(self, station: StationId) -> None:
        """Forget what a removed station was; its sessions stay."""
        self._writer.withdraw(remember, station)
        await self._writer.ask(forget, station)

    async def put_tags(self, tags: Iterable[TagRecord]) -> None:
        """Replace the definitions of all RFID tags; where they were seen is not touched."""
        await self._writer.ask(put_tags, tuple(tags))

    def saw_tag(
        self,
        token: IdToken,
        station: StationId,
        at: datetime,
        status: AuthorizationStatus | None = None,
    ) -> None:
        """Keep where an RFID tag was shown and what we answered, soon."""
        sighting = Sighting(token, station, at, status)
        self._writer.tell(see_tag, token.key, sighting)

    async def tags(self) -> list[TagRecord]:
        """Return every RFID tag ever defined or seen."""
        return await self._writer.ask(list_tags, None)
