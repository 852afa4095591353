"""Why something could not be kept, or looked up.

* LedgerUnavailable     not kept: whoever told it has to tell it again
"""

from enum import StrEnum
import sqlite3


class Unavailability(StrEnum):
    """What is wrong with the ledger."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    CORRUPT = "corrupt"
    UNREACHABLE = "unreachable"
    REPLACED = "replaced"
    NEWER = "newer"
    OVERLOADED = "overloaded"
    CLOSED = "closed"
    REFUSED = "refused"


class LedgerUnavailable(Exception):
    """Nothing was kept; `detail` is for the log."""

    def __init__(self, reason: Unavailability, detail: str = "") -> None:
        """Say why."""
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def unavailable(error: Exception) -> LedgerUnavailable:
    """Return what an error of the database means."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return LedgerUnavailable(REASONS.get(code, Unavailability.REFUSED), str(error))


REASONS = {
    sqlite3.SQLITE_BUSY: Unavailability.LOCKED,
    sqlite3.SQLITE_LOCKED: Unavailability.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Unavailability.LOCKED,
    sqlite3.SQLITE_FULL: Unavailability.FULL,
    sqlite3.SQLITE_READONLY: Unavailability.READ_ONLY,
    sqlite3.SQLITE_PERM: Unavailability.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Unavailability.CORRUPT,
    sqlite3.SQLITE_NOTADB: Unavailability.CORRUPT,
    sqlite3.SQLITE_CANTOPEN: Unavailability.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Unavailability.UNREACHABLE,
}
