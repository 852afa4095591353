"""What a station can say, whichever version of OCPP it speaks."""

from dataclasses import dataclass
from typing import Protocol

from .measurands import Reading
from .transaction import Message
from .words import BootReason, Context


class LineLostError(ConnectionError):
    """The connection ended before the answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The answer to a BootNotification."""

    status: str
    interval_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagVerdict:
    """What is known of an RFID tag: `status` is Accepted, Blocked, Expired ..."""

    status: str
    parent_tag: str | None = None

    @property
    def accepted(self) -> bool:
        return self.status == "Accepted"


ACCEPTED = TagVerdict(status="Accepted")


class Speech(Protocol):
    """One connection to a CSMS, in one version of OCPP.

    Every method raises LineLostError if the connection ends first, TimeoutError
    if no answer comes, and OCPPError if the answer is an error.
    """

    async def listen(self) -> None:
        """Deliver answers and answer questions until the connection ends."""

    async def boot(self, reason: BootReason) -> Registration: ...

    async def heartbeat(self) -> None: ...

    async def authorize(self, tag: str) -> TagVerdict: ...

    async def deliver(self, message: Message) -> None:
        """Report what happened; raise TimeoutError if that was not answered."""

    async def meter_values(
        self,
        connector: int,
        reading: Reading,
        measurands: tuple[str, ...],
        context: Context,
    ) -> None:
        """Report a reading outside any transaction."""

    async def data_transfer(
        self, vendor_id: str, message_id: str | None, content: str | None
    ) -> tuple[str, str | None]:
        """Return status and content of the answer."""

    async def hang_up(self, *, abruptly: bool) -> None: ...
