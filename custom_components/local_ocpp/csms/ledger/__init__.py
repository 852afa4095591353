"""What must never be forgotten: sessions, RFID tags, and what stations told about themselves."""

from .errors import LedgerUnavailable, Unavailability
from .ledger import Ledger
from .records import SessionRecord, TagRecord

__all__ = [
    "Ledger",
    "LedgerUnavailable",
    "SessionRecord",
    "TagRecord",
    "Unavailability",
]
