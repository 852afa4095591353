"""Charging sessions as rows, for automations and for spreadsheets."""

import csv
from datetime import datetime
from io import StringIO
from pathlib import Path

from homeassistant.util.file import write_utf8_file_atomic

from .csms.domain.model.evse import ConnectorRef
from .csms.ledger import SessionRecord

COLUMNS = (
    "transaction_id",
    "station",
    "connector",
    "id_tag",
    "start",
    "stop",
    "meter_start_wh",
    "meter_stop_wh",
    "reason",
    "energy_wh",
    "cost",
)

# A spreadsheet takes a text for a formula if it begins with one of these; chargers and
# whoever holds tags to them choose some of ours.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Without it, some spreadsheets take other alphabets than ours for nonsense.
BYTE_ORDER_MARK = "\ufeff"

type Cell = str | int | float | None
type Row = dict[str, Cell]


def row(record: SessionRecord) -> Row:
    """Return a session by column: moments in ISO 8601, meters and energy in Wh."""
    session = record.transaction
    cells = (
        session.id,
        record.station,
        _number(session.connector),
        session.token.value if session.token else None,
        moment(session.started_at),
        moment(session.ended_at),
        session.meter_start_wh,
        session.meter_wh,
        session.stop_reason,
        _rounded(session.energy_wh, 3),
        _rounded(session.cost, 4),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def write(file: Path, rows: list[Row]) -> None:
    """Write rows as CSV, all or nothing; raises OSError or WriteError."""
    text = StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(
        {key: _harmless(cell) for key, cell in row.items()} for row in rows
    )
    file.parent.mkdir(exist_ok=True)
    write_utf8_file_atomic(str(file), text.getvalue())


def moment(at: datetime | None) -> str | None:
    """Return a moment as text."""
    return at.isoformat() if at else None


def _number(connector: ConnectorRef) -> Cell:
    if connector.connector == 1:
        return connector.evse
    return f"{connector.evse}.{connector.connector}"


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    formula = isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_SIGNS)
    return f"'{cell}" if formula else cell
