"""The meter during sessions, the one thing that there is a lot of."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from sqlite3 import Connection

import orjson

from ..domain.model.metering import CURRENT, ENERGY, POWER, Sample, strongest, total
from ..domain.model.station import StationId
from ..domain.model.transaction import TransactionId
from .moments import to_microseconds
from .work import Work

type SessionSamples = tuple[StationId, TransactionId, Sequence[Sample]]

# Append only: the ledger keeps a context as its place here. OCPP 2.0.1 part 2,
# ReadingContextEnumType.
CONTEXTS = (
    "Other",
    "Sample.Periodic",
    "Sample.Clock",
    "Transaction.Begin",
    "Transaction.End",
    "Interruption.Begin",
    "Interruption.End",
    "Trigger",
)


def _keep_samples(
    connection: Connection, told: Sequence[SessionSamples]
) -> Iterable[None]:
    rows = [
        _row(station, transaction, sample)
        for station, transaction, samples in told
        for sample in samples
    ]
    connection.execute(_KEEP, (orjson.dumps(rows).decode(),))
    return repeat(None, len(told))


keep_samples = Work(_keep_samples)
"""Keep what meters said, each thing once.

What belongs to no session, or says nothing of energy, is dropped.
"""


def _row(
    station: StationId, transaction: TransactionId, sample: Sample
) -> tuple[str, str, int, int, float | None, float | None, float | None, float | None]:
    readings = sample.readings
    return (
        station,
        transaction,
        to_microseconds(sample.at),
        _PLACES.get(sample.context, 0),
        total(readings, ENERGY),
        total(readings, POWER),
        strongest(readings, CURRENT),
        total(readings, "SoC"),
    )


_PLACES = {context: place for place, context in enumerate(CONTEXTS)}

# One statement for all: between two, the event loop would take the interpreter away from us.
_KEEP = """
INSERT INTO sample_v1 (transaction_number, at, context,
                       energy_wh, power_w, current_a, soc_percent)
SELECT session.number, told.value ->> 2, told.value ->> 3, told.value ->> 4,
       told.value ->> 5, told.value ->> 6, told.value ->> 7
  FROM json_each(?) AS told
  JOIN transaction_v1 AS session ON session.number = (
           SELECT number FROM transaction_v1
            WHERE station = told.value ->> 0 AND id = told.value ->> 1
            ORDER BY number DESC LIMIT 1
       )
 WHERE told.value ->> 4 IS NOT NULL
   AND (session.ended_at IS NULL OR session.end_presumed
        OR told.value ->> 2 <= session.ended_at)
    ON CONFLICT DO NOTHING
"""
