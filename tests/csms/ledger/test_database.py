"""The file: opened, brought up to date, refused with a reason, and put back."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
import shutil
import sqlite3

import pytest

from custom_components.local_ocpp.csms.ledger.database import LedgerFile
from custom_components.local_ocpp.csms.ledger.errors import (
    LedgerUnavailable,
    Unavailability,
)

TELL = "INSERT INTO station_v1 VALUES (?, 'something')"
ASK = "SELECT station FROM station_v1 ORDER BY 1"


@pytest.fixture
def file(path: Path) -> Iterator[LedgerFile]:
    """A ledger's file, open."""
    opened = LedgerFile(path, 0.05)
    opened.open()
    yield opened
    opened.close()


def tell(file: LedgerFile, *stations: str) -> None:
    """Write something."""
    with file.transaction(writes=True) as connection:
        for station in stations:
            connection.execute(TELL, (station,))


def told(file: LedgerFile) -> list[str]:
    """Read what was written."""
    with file.transaction(writes=False) as connection:
        return [row["station"] for row in connection.execute(ASK)]


def refusal(path: Path) -> Unavailability:
    """Return why a ledger cannot be opened."""
    with pytest.raises(LedgerUnavailable) as caught:
        LedgerFile(path, 0.05).open()
    return caught.value.reason


def test_writes_are_flushed_to_the_disk(file: LedgerFile) -> None:
    """Confirmed is confirmed: write-ahead log, and the disk is waited for."""
    connection = file.open()
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_folder_is_made(tmp_path: Path) -> None:
    """A ledger may be the first file of its folder."""
    file = LedgerFile(tmp_path / "new" / "ledger.db", 0.05)
    tell(file, "a")
    assert told(file) == ["a"]
    file.close()


def test_what_fails_is_undone(file: LedgerFile) -> None:
    """A transaction that breaks off half way leaves nothing."""
    with pytest.raises(LedgerUnavailable, match="refused"):
        tell(file, "a", "\ud800")
    assert told(file) == []
    tell(file, "b")
    assert told(file) == ["b"]


def test_numbers_of_an_old_copy_are_not_given_out_again(
    file: LedgerFile, path: Path
) -> None:
    """A backup from last year goes on with this year's numbers."""
    (number,) = file.open().execute("SELECT seq FROM sqlite_sequence").fetchone()
    file.open().execute("UPDATE sqlite_sequence SET seq = 12")
    file.close()
    (again,) = file.open().execute("SELECT seq FROM sqlite_sequence").fetchone()
    assert number <= again < number + 60


def test_numbers_only_grow(file: LedgerFile) -> None:
    """A clock that went back does not either."""
    ahead = 2**31 - 10
    file.open().execute("UPDATE sqlite_sequence SET seq = ?", (ahead,))
    file.close()
    (number,) = file.open().execute("SELECT seq FROM sqlite_sequence").fetchone()
    assert number == ahead


def test_newer_ledger_is_left_alone(file: LedgerFile, path: Path) -> None:
    """A file of a later version is not for us to touch."""
    file.open().execute("PRAGMA user_version = 99")
    file.close()
    assert refusal(path) is Unavailability.NEWER


def test_locked_ledger_is_said_to_be_locked(file: LedgerFile, path: Path) -> None:
    """Another program in the middle of its work: nobody waits for it for ever."""
    with closing(sqlite3.connect(path, autocommit=True)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert refusal(path) is Unavailability.LOCKED
        with pytest.raises(LedgerUnavailable, match="locked"):
            tell(file, "a")
        assert told(file) == []
    tell(file, "b")
    assert told(file) == ["b"]


def test_file_of_another_kind_is_corrupt(path: Path) -> None:
    """A text file is no ledger, and stays as it is."""
    path.write_text("Dear diary, " * 1000)
    assert refusal(path) is Unavailability.CORRUPT
    assert path.read_text().startswith("Dear diary")


def test_damaged_ledger_is_corrupt(file: LedgerFile, path: Path) -> None:
    """Damage is found when the ledger is opened, not in the middle of a session."""
    tell(file, *(f"station {number} " * 20 for number in range(300)))
    file.close()
    with path.open("r+b") as raw:
        raw.seek(path.stat().st_size // 4096 * 2048)
        raw.write(b"\xff" * 8192)
    assert refusal(path) is Unavailability.CORRUPT


def test_read_only_ledger_is_said_to_be_read_only(file: LedgerFile, path: Path) -> None:
    """A file that cannot be written is refused at once; byte 18 says who may write it."""
    file.close()
    with path.open("r+b") as raw:
        raw.seek(18)
        raw.write(b"\x03")
    assert refusal(path) is Unavailability.READ_ONLY


def test_ledger_where_no_file_can_be_is_unreachable(tmp_path: Path) -> None:
    """A folder of that name, or a file where its folder should be."""
    (tmp_path / "file").touch()
    assert refusal(tmp_path) is Unavailability.UNREACHABLE
    assert refusal(tmp_path / "file" / "ledger.db") is Unavailability.UNREACHABLE


def test_full_disk_loses_nothing_confirmed(file: LedgerFile) -> None:
    """On a full disk writing fails and reading does not; with room again both work."""
    tell(file, "a")
    (pages,) = file.open().execute("PRAGMA page_count").fetchone()
    file.open().execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerUnavailable, match="full"):
        tell(file, "b" * 10_000)
    assert told(file) == ["a"]
    file.open().execute("PRAGMA max_page_count = 100000")
    tell(file, "c")
    assert told(file) == ["a", "c"]


def test_deleted_file_is_put_back(file: LedgerFile, path: Path) -> None:
    """Somebody deletes the ledger while it is in use: it is written anew."""
    tell(file, "a")
    for each in path.parent.iterdir():
        each.unlink()
    tell(file, "b")
    assert told(file) == ["a", "b"]
    file.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert told(LedgerFile(path, 0.05)) == ["a", "b"]


def test_deleted_folder_is_put_back(tmp_path: Path) -> None:
    """Its folder may have gone with it."""
    file = LedgerFile(tmp_path / "folder" / "ledger.db", 0.05)
    tell(file, "a")
    shutil.rmtree(tmp_path / "folder")
    tell(file, "b")
    assert told(file) == ["a", "b"]
    file.close()


def test_ledger_that_cannot_be_put_back_yet_is_not_lost(tmp_path: Path) -> None:
    """Where the folder was is a file now; when that goes, the ledger returns."""
    folder = tmp_path / "folder"
    file = LedgerFile(folder / "ledger.db", 0.05)
    tell(file, "a")
    shutil.rmtree(folder)
    folder.touch()
    with pytest.raises(LedgerUnavailable, match="unreachable"):
        tell(file, "b")
    folder.unlink()
    tell(file, "c")
    assert {"a", "c"} <= set(told(file))
    file.close()


def test_deleted_log_is_brought_home(file: LedgerFile, path: Path) -> None:
    """Somebody tidies up the files beside the ledger: what was in them is not lost."""
    tell(file, "a")
    for suffix in "-wal", "-shm":
        path.with_name(path.name + suffix).unlink()
    tell(file, "b")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute(ASK).fetchall() == [("a",), ("b",)]


def test_replaced_file_is_taken_up(file: LedgerFile, path: Path) -> None:
    """A backup restored beneath us counts; what was on its way is told again."""
    tell(file, "a")
    with closing(sqlite3.connect(path.with_name("backup"))) as backup:
        file.open().backup(backup)
    tell(file, "b")
    path.with_name("backup").replace(path)
    with pytest.raises(LedgerUnavailable, match="replaced"):
        tell(file, "c")
    tell(file, "d")
    assert told(file) == ["a", "d"]
