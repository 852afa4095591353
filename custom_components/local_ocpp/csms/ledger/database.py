"""The file: opened, brought up to date, and put back when somebody deletes it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
import sqlite3
from sqlite3 import Connection

from .errors import LedgerUnavailable, Unavailability, unavailable

NEWEST_SCHEMA = 1

# What can go wrong with one thing that was to be kept: the disk, or the thing itself.
FAILURES = (sqlite3.Error, ArithmeticError, LookupError, TypeError, ValueError)

# Ids go on from the seconds since 2024, so that neither a lost ledger nor an old one from a
# backup hands out an id again that a station may still know. 31 bits last until 2092.
_RESEED = """
UPDATE sqlite_sequence
   SET seq = max(seq, unixepoch() - unixepoch('2024-01-01'))
 WHERE name = 'transaction_v1'
"""


class LedgerFile:
    """A SQLite file; all but the constructor belongs to one thread.

    After it was locked, full or unreachable it is as good as before.
    """

    def __init__(self, path: Path, patience_seconds: float) -> None:
        """Wait so long for other programs that lock the file."""
        self._path = path
        self._patience_seconds = patience_seconds
        self._connection: Connection | None = None
        self._places: tuple[tuple[int, int] | None, ...] = (None, None)

    def open(self) -> Connection:
        """Open the file, or return it open; raises LedgerUnavailable."""
        if self._connection is None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._connection = _connected(self._path, self._patience_seconds)
                self._places = (_place(self._path), _place(self._log))
            except OSError as error:
                raise LedgerUnavailable(
                    Unavailability.UNREACHABLE, str(error)
                ) from error
            except FAILURES as error:
                raise unavailable(error) from error
        return self._connection

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[Connection]:
        """Do everything inside, durably, or nothing and raise LedgerUnavailable."""
        connection = self.open()
        try:
            connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            yield connection
            connection.execute("COMMIT")
        except FAILURES as error:
            failure = unavailable(error)
            if failure.reason is Unavailability.UNREACHABLE:
                self.close()
            raise failure from error
        finally:
            if self._connection is not None and connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
        self._stay_in_place()

    def _stay_in_place(self) -> None:
        """See that what was written can be found again: SQLite writes to deleted files."""
        place, log_place = _place(self._path), _place(self._log)
        if (place, log_place) == self._places:
            return
        if place is None:
            self._put_back()
        elif place == self._places[0]:
            self._fold_log()
        else:
            self._leave()
            raise LedgerUnavailable(Unavailability.REPLACED, str(self._path))

    def _put_back(self) -> None:
        """Write the deleted file anew, from the handle that we still hold."""
        rescued = self._beside(".rescued")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            rescued.unlink(missing_ok=True)
            with closing(sqlite3.connect(rescued)) as copy:
                self.open().backup(copy)
            rescued.replace(self._path)
            self._leave()
        except (sqlite3.Error, OSError) as error:
            raise LedgerUnavailable(Unavailability.UNREACHABLE, str(error)) from error
        self.open()

    def _fold_log(self) -> None:
        """Bring home what is only in a log that was deleted, and begin a new one."""
        try:
            self.open().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise unavailable(error) from error
        self.close()
        self.open()

    def _leave(self) -> None:
        """Close a file that is no longer ours; its log must not meet the next one."""
        log_is_ours = _place(self._log) == self._places[1]
        self.close()
        if log_is_ours:
            self._log.unlink(missing_ok=True)
            self._beside("-shm").unlink(missing_ok=True)

    @property
    def _log(self) -> Path:
        return self._beside("-wal")

    def _beside(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)


def _place(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of the same name; None if there is none."""
    with suppress(FileNotFoundError, NotADirectoryError):
        status = path.stat()
        return status.st_dev, status.st_ino
    return None


def _connected(path: Path, patience_seconds: float) -> Connection:
    connection = sqlite3.connect(path, timeout=patience_seconds, autocommit=True)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection)
        _check(connection)
        connection.execute(_RESEED)
    except (*FAILURES, LedgerUnavailable):
        connection.close()
        raise
    connection.row_factory = sqlite3.Row
    return connection


def _check(connection: Connection) -> None:
    """Find damage now rather than in the middle of a session.

    Samples are left out: there may be years of them, and each costs only itself.
    """
    for table in ("transaction_v1", "station_v1", "tag_v1"):
        verdict, *_ = connection.execute(f"PRAGMA quick_check({table})").fetchone()
        if verdict != "ok":
            raise LedgerUnavailable(Unavailability.CORRUPT, verdict)


def _migrate(connection: Connection) -> None:
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema > NEWEST_SCHEMA:
        raise LedgerUnavailable(Unavailability.NEWER, f"schema {schema}")
    for version in range(schema + 1, NEWEST_SCHEMA + 1):
        schema_file = Path(__file__).with_name(f"schema_v{version}.sql")
        statements = schema_file.read_text(encoding="utf-8")
        connection.executescript(
            f"BEGIN IMMEDIATE; {statements} PRAGMA user_version = {version}; COMMIT;"
        )
