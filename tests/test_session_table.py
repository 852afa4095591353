"""Sessions as rows of a spreadsheet, whatever chargers put into them."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.ledger import SessionRecord
from custom_components.local_ocpp.session_table import COLUMNS, row, write

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def record(**told: Any) -> SessionRecord:
    """Return a session as a charger tells it."""
    station = StationId(told.pop("station", "GARAGE-1"))
    session = Transaction(
        **{
            "id": TransactionId("1"),
            "connector": ConnectorRef(1),
            "started_at": NOON,
            **told,
        }
    )
    return SessionRecord(station=station, transaction=session)


def written(file: Path, session: SessionRecord) -> dict[str, str]:
    """Write a session to a file; return what a spreadsheet reads."""
    write(file, [row(session)])
    with file.open(encoding="utf-8-sig", newline="") as opened:
        (read,) = csv.DictReader(opened)
    return read


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " ="])
def test_no_formulas(tmp_path: Path, sign: str) -> None:
    """A charger or a tag cannot have a spreadsheet calculate anything."""
    evil = f'{sign}HYPERLINK("http://evil")'
    read = written(
        tmp_path / "sessions.csv",
        record(
            station=evil,
            id=TransactionId(evil),
            token=IdToken(evil),
            stop_reason=evil,
        ),
    )
    for column in ("station", "transaction_id", "id_tag", "reason"):
        assert read[column] == f"'{evil}"


def test_negative_numbers(tmp_path: Path) -> None:
    """A number stays a number."""
    read = written(tmp_path / "sessions.csv", record(meter_start_wh=-5.5))
    assert read["meter_start_wh"] == "-5.5"


@pytest.mark.parametrize("text", ['a,b"c', "zwei\nZeilen", "Öl; 6 €", "a'b", "1-2"])
def test_odd_texts(tmp_path: Path, text: str) -> None:
    """Commas, quotes, line ends and other alphabets arrive as they are."""
    read = written(tmp_path / "sessions.csv", record(stop_reason=text))
    assert read["reason"] == text


def test_folder(tmp_path: Path) -> None:
    """The folder is made if need be, and the alphabet is told to spreadsheets."""
    file = tmp_path / "local_ocpp" / "sessions.csv"
    write(file, [])
    assert file.read_bytes() == b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"


@pytest.mark.parametrize(
    ("connector", "shown"), [(ConnectorRef(2), 2), (ConnectorRef(2, 2), "2.2")]
)
def test_connector(connector: ConnectorRef, shown: int | str) -> None:
    """A connector is a number; the second of a charging point is told apart."""
    assert row(record(connector=connector))["connector"] == shown


def test_running_session() -> None:
    """Of a session that runs, the end is open."""
    cells = row(record(meter_start_wh=0, meter_wh=0.1 + 0.2, price_per_kwh=1 / 3))
    assert (cells["stop"], cells["reason"]) == (None, None)
    assert (cells["energy_wh"], cells["cost"]) == (0.3, 0.0001)
