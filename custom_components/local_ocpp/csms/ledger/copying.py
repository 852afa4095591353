"""Lets others copy the file while it is in use."""

from collections.abc import Sequence
from sqlite3 import Connection

from .work import Work

# SQLite's own: so many pages of log are folded into the file at a time.
PAGES = 1000


def _fold(connection: Connection, folding: Sequence[bool]) -> list[None]:
    """Fold the log into the file from now on, or leave the file as it is.

    As long as the file stays as it is, a copy of it and of its log makes sense whenever
    either is copied: the log is only ever added to, and a torn end of it does not count.
    """
    connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES if folding[-1] else 0}")
    return [None for _ in folding]


fold = Work(_fold, writes=False)
