"""What a station says in OCPP 1.6."""

from collections.abc import Mapping
from typing import Any, ClassVar

from .answers16 import Answers16
from .bookings16 import Bookings16
from .clock import stamp
from .library import Action16, ChargePoint16, call16
from .line import Rule
from .measurands import Reading, Sample, samples
from .profiles16 import Profiles16
from .rules16 import RULES
from .speech import Registration, TagVerdict
from .station import Language
from .transaction import (
    Message,
    Sampled,
    Started,
    StateChanged,
    StatusChanged,
    Stopped,
    Transaction,
)
from .words import BootReason, Context, Key, Reason

UNITS_OF_16 = {"Wh", "W", "A", "V", "Percent", "Celsius"}


class Speaks16(Answers16, Profiles16, Bookings16, ChargePoint16):  # type: ignore[misc, unused-ignore]
    """A connection in OCPP 1.6."""

    RULES: ClassVar[Mapping[str, Rule]] = RULES
    KNOWN_ACTIONS: ClassVar[frozenset[str]] = frozenset(
        action.value for action in Action16
    )

    async def boot(self, reason: BootReason) -> Registration:
        """Introduce the station; 1.6 has no word for the reason."""
        model = self.cabinet.model
        result = await self.ask(
            call16.BootNotification(
                charge_point_model=model.name[:20],
                charge_point_vendor=model.vendor[:20],
                charge_point_serial_number=f"SN-{self.station.identity}"[:25],
                firmware_version=model.firmware,
            )
        )
        return Registration(status=result.status, interval_s=result.interval)

    async def heartbeat(self) -> None:
        await self.ask(call16.Heartbeat())

    async def authorize(self, tag: str) -> TagVerdict:
        result = await self.ask(call16.Authorize(id_tag=tag))
        return _verdict(result.id_tag_info)

    async def data_transfer(
        self, vendor_id: str, message_id: str | None, content: str | None
    ) -> tuple[str, str | None]:
        result = await self.ask(call16.DataTransfer(vendor_id, message_id, content))
        return result.status, result.data

    async def meter_values(
        self,
        connector: int,
        reading: Reading,
        measurands: tuple[str, ...],
        context: Context,
    ) -> None:
        meter_value = _meter_value(reading, measurands, context)
        await self.ask(call16.MeterValues(connector, [meter_value]))

    async def deliver(self, message: Message) -> None:
        """Report what happened; a state that 1.6 has no message for is no news."""
        match message:
            case StatusChanged():
                await self._status(message)
            case Started():
                await self._start(message)
            case Sampled():
                await self._sample(message)
            case Stopped():
                await self._stop(message)
            case StateChanged():
                return

    async def _status(self, message: StatusChanged) -> None:
        await self.ask(
            call16.StatusNotification(
                connector_id=message.connector,
                error_code=message.error_code,
                status=message.status,
                timestamp=stamp(message.at),
            )
        )

    async def _start(self, message: Started) -> None:
        transaction = message.transaction
        result = await self.ask(
            call16.StartTransaction(
                connector_id=transaction.connector,
                id_tag=transaction.tag,
                meter_start=round(message.reading.energy_wh),
                timestamp=stamp(message.reading.at),
                reservation_id=transaction.reservation_id,
            )
        )
        self._name(transaction, result.transaction_id)
        verdict = _verdict(result.id_tag_info)
        transaction.parent_tag = verdict.parent_tag
        self.station.authority.learn(transaction.tag, verdict)
        if not verdict.accepted:
            self.station.charging.forbid(transaction)

    async def _sample(self, message: Sampled) -> None:
        meter_value = _meter_value(message.reading, message.measurands, message.context)
        await self.ask(
            call16.MeterValues(
                message.transaction.connector,
                [meter_value],
                message.transaction.id,
            )
        )

    async def _stop(self, message: Stopped) -> None:
        transaction = message.transaction
        reason = None if message.reason is Reason.LOCAL else message.reason
        await self.ask(
            call16.StopTransaction(
                meter_stop=round(message.reading.energy_wh),
                timestamp=stamp(message.reading.at),
                transaction_id=-1 if transaction.id is None else transaction.id,
                reason=reason,
                id_tag=message.tag,
                transaction_data=self._transaction_data(message),
            )
        )
        transaction.end_told = True

    def _transaction_data(self, message: Stopped) -> list[Any] | None:
        measurands = self.cabinet.words(Key.STOP_SAMPLED)
        if not measurands:
            return None
        begin = _meter_value(message.transaction.begin, measurands, Context.BEGIN)
        return [begin, _meter_value(message.reading, measurands, Context.END)]

    def _name(self, transaction: Transaction, transaction_id: int) -> None:
        transaction.id, transaction.acknowledged = transaction_id, True
        known = self.cabinet.transactions.setdefault(transaction_id, transaction)
        if known is not transaction:
            self.cabinet.object_to(
                f"StartTransaction: transaction id {transaction_id} used again"
            )
            self.cabinet.transactions[transaction_id] = transaction


def _verdict(id_tag_info: dict[str, Any] | None) -> TagVerdict:
    verdict = id_tag_info or {}
    return TagVerdict(
        status=verdict.get("status", "Accepted"),
        parent_tag=verdict.get("parent_id_tag"),
    )


def _meter_value(
    reading: Reading, measurands: tuple[str, ...], context: Context
) -> dict[str, Any]:
    return {
        "timestamp": stamp(reading.at),
        "sampled_value": [
            _sampled_value(sample, context) for sample in samples(reading, measurands)
        ],
    }


def _sampled_value(sample: Sample, context: Context) -> dict[str, Any]:
    return {
        "value": str(round(sample.value, 2)),
        "context": context.value,
        "measurand": sample.measurand,
        "unit": sample.unit if sample.unit in UNITS_OF_16 else None,
        "phase": sample.phase,
        "location": sample.location,
    }


OCPP_16 = Language(key_names={}, open_line=Speaks16)
