"""What the ledger tells of the past: sessions, RFID tags."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.model.station import StationId
from ..domain.model.token import AuthorizationStatus, IdToken
from ..domain.model.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """One session; `tag_name` is what its token is or was called."""

    station: StationId
    transaction: Transaction
    tag_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRecord:
    """One RFID tag; `defined` False: its owner removed it, or never knew it.

    `parent` names its group. `seen_status` is what we answered when it was last seen.
    """

    token: IdToken
    name: str | None = None
    note: str | None = None
    expires_at: datetime | None = None
    parent: str | None = None
    blocked: bool = False
    defined: bool = True
    seen_at: datetime | None = None
    seen_by: StationId | None = None
    seen_status: AuthorizationStatus | None = None
