"""What a station told of its sessions, and what of it Home Assistant has confirmed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
import sqlite3
from typing import Any

from tests.simulator import Station
from tests.simulator.journal import Direction, Frame, Kind

LEDGER_FILE = "local_ocpp.db"
ENERGY = "Energy.Active.Import.Register"

type Sample = tuple[datetime, float]


@dataclass(kw_only=True)
class ToldSession:
    """A session in OCPP 1.6; what is None or missing was not confirmed."""

    started_at: datetime
    meter_start_wh: float
    transaction_id: str | None = None
    samples: list[Sample] = field(default_factory=list)
    ended_at: datetime | None = None
    meter_stop_wh: float | None = None

    @property
    def furthest_wh(self) -> float:
        """The highest reading that was confirmed."""
        readings = [energy for _, energy in self.samples]
        return max(self.meter_start_wh, self.meter_stop_wh or 0, *readings, 0)

    def complaints(self, row: dict[str, Any]) -> Iterator[str]:
        """Say what a row of `list_sessions` lacks of what was confirmed."""
        kept = {
            "start": self.started_at,
            "meter_start_wh": self.meter_start_wh,
            **({"stop": self.ended_at} if self.ended_at else {}),
        }
        shown = {
            **row,
            "start": datetime.fromisoformat(row["start"]),
            "stop": row["stop"] and datetime.fromisoformat(row["stop"]),
        }
        for key, value in kept.items():
            if shown[key] != value:
                yield f"{self.transaction_id}: {key} is {shown[key]}, not {value}"
        told = self.meter_stop_wh or self.furthest_wh
        # Stations round what they say at the end, and sample to the hundredth.
        if abs((row["meter_stop_wh"] or 0) - told) > 1:
            yield f"{self.transaction_id}: {row['meter_stop_wh']} Wh, not {told}"


def told_sessions(station: Station) -> list[ToldSession]:
    """Return a station's sessions, oldest first; those told again are one."""
    sessions: dict[tuple[int, str], ToldSession] = {}
    for call, answer in _calls(station.frames):
        if call.action == "StartTransaction":
            place = call.payload["connectorId"], call.payload["timestamp"]
            session = sessions.setdefault(
                place,
                ToldSession(
                    started_at=datetime.fromisoformat(call.payload["timestamp"]),
                    meter_start_wh=call.payload["meterStart"],
                ),
            )
            if answer:
                _name(session, str(answer.payload["transactionId"]))
        elif answer and (named := _named(sessions.values(), call)):
            _TAKE[call.action](named, call.payload)
    return list(sessions.values())


def complaints(
    told: Sequence[ToldSession], rows: Sequence[dict[str, Any]]
) -> list[str]:
    """Say what `list_sessions` lacks, or has too much of."""
    by_id = {row["transaction_id"]: row for row in rows}
    found = [
        f"{each.transaction_id}: not kept"
        for each in told
        if each.transaction_id and each.transaction_id not in by_id
    ]
    for session in told:
        if row := by_id.get(session.transaction_id):
            found += session.complaints(row)
    if len(rows) > len(told):
        found.append(f"{len(rows)} sessions instead of {len(told)}")
    return found


def lost_samples(told: Iterable[ToldSession], folder: Path) -> list[Sample]:
    """Return the confirmed meter values that are not in the ledger of a configuration folder."""
    uri = f"file:{folder / LEDGER_FILE}?mode=ro"
    with sqlite3.connect(uri, uri=True) as ledger:
        kept = {
            (str(number), at)
            for number, at in ledger.execute(
                "SELECT transaction_number, at FROM sample_v1"
            )
        }
    ledger.close()
    return [
        (at, energy)
        for session in told
        for at, energy in session.samples
        if (session.transaction_id, round(at.timestamp() * 1_000_000)) not in kept
    ]


def _calls(frames: Iterable[Frame]) -> Iterator[tuple[Frame, Frame | None]]:
    """Yield what a station said, with the result that it was given."""
    frames = tuple(frames)
    results = {
        frame.id: frame
        for frame in frames
        if frame.direction is Direction.RECEIVED and frame.kind is Kind.RESULT
    }
    for frame in frames:
        if frame.direction is Direction.SENT and frame.kind is Kind.CALL:
            yield frame, results.get(frame.id)


def _name(session: ToldSession, transaction_id: str) -> None:
    assert session.transaction_id in (None, transaction_id), "one session, two numbers"
    session.transaction_id = transaction_id


def _named(sessions: Iterable[ToldSession], call: Frame) -> ToldSession | None:
    if call.action not in _TAKE or "transactionId" not in call.payload:
        return None
    number = str(call.payload["transactionId"])
    return next((each for each in sessions if each.transaction_id == number), None)


def _take_samples(session: ToldSession, payload: dict[str, Any]) -> None:
    for value in payload["meterValue"]:
        session.samples += [
            (datetime.fromisoformat(value["timestamp"]), float(sample["value"]))
            for sample in value["sampledValue"]
            if sample.get("measurand", ENERGY) == ENERGY
        ]


def _take_end(session: ToldSession, payload: dict[str, Any]) -> None:
    session.ended_at = datetime.fromisoformat(payload["timestamp"])
    session.meter_stop_wh = payload["meterStop"]


_TAKE = {"MeterValues": _take_samples, "StopTransaction": _take_end}
