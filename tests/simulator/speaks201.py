"""What a station says in OCPP 2.0.1."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import uuid4

from .answers201 import Answers201
from .clock import stamp
from .library import Action201, ChargePoint201, call201
from .line import Rule
from .measurands import Reading, Sample, samples
from .profiles201 import Profiles201
from .rules201 import RULES
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
from .variables201 import STATES, Variables201
from .words import BootReason, Context, Key, Reason, Status

STARTED_MEASURANDS = "SampledDataCtrlr.TxStartedMeasurands"

KEY_NAMES: Mapping[Key, str] = {
    Key.HEARTBEAT: "OCPPCommCtrlr.HeartbeatInterval",
    Key.SAMPLE_INTERVAL: "SampledDataCtrlr.TxUpdatedInterval",
    Key.SAMPLED: "SampledDataCtrlr.TxUpdatedMeasurands",
    Key.ALIGNED_INTERVAL: "AlignedDataCtrlr.Interval",
    Key.ALIGNED: "AlignedDataCtrlr.Measurands",
    Key.STOP_SAMPLED: "SampledDataCtrlr.TxEndedMeasurands",
    Key.CONNECTION_TIMEOUT: "TxCtrlr.EVConnectionTimeOut",
    Key.AUTHORIZE_REMOTE: "AuthCtrlr.AuthorizeRemoteStart",
    Key.STOP_ON_INVALID_ID: "TxCtrlr.StopTxOnInvalidId",
    Key.STOP_ON_UNPLUG: "TxCtrlr.StopTxOnEVSideDisconnect",
    Key.CACHE: "AuthCacheCtrlr.Enabled",
    Key.LOCAL_LIST: "LocalAuthListCtrlr.Enabled",
    Key.PRE_AUTHORIZE: "AuthCtrlr.LocalPreAuthorize",
    Key.AUTHORIZE_OFFLINE: "AuthCtrlr.LocalAuthorizeOffline",
    Key.UNKNOWN_OFFLINE: "AuthCtrlr.OfflineTxForUnknownIdEnabled",
    Key.ATTEMPTS: "OCPPCommCtrlr.MessageAttempts[TransactionEvent]",
    Key.RETRY_INTERVAL: "OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]",
    Key.PING: "OCPPCommCtrlr.WebSocketPingInterval",
    Key.CHARGING_ALLOWED_PERIODS: "SmartChargingCtrlr.PeriodsPerSchedule",
    Key.STACK_LEVEL: "SmartChargingCtrlr.ProfileStackLevel",
    Key.PROFILES: "SmartChargingCtrlr.Entries[ChargingProfiles]",
    Key.RATE_UNITS: "SmartChargingCtrlr.RateUnit",
}

STOPPED = {
    Reason.HARD_RESET: ("ImmediateReset", "ResetCommand"),
    Reason.SOFT_RESET: ("ImmediateReset", "ResetCommand"),
    Reason.DE_AUTHORIZED: ("DeAuthorized", "Deauthorized"),
    Reason.EMERGENCY_STOP: ("EmergencyStop", "AbnormalCondition"),
    Reason.EV_DISCONNECTED: ("EVDisconnected", "EVCommunicationLost"),
    Reason.LOCAL: ("Local", "StopAuthorized"),
    Reason.OTHER: ("Other", "AbnormalCondition"),
    Reason.POWER_LOSS: ("PowerLoss", "AbnormalCondition"),
    Reason.REBOOT: ("Reboot", "AbnormalCondition"),
    Reason.REMOTE: ("Remote", "RemoteStop"),
    Reason.UNLOCK_COMMAND: ("Other", "UnlockCommand"),
}
"""Stopped reason and trigger reason, by why a transaction ended."""

TRIGGERS = {
    Context.PERIODIC: "MeterValuePeriodic",
    Context.CLOCK: "MeterValueClock",
    Context.TRIGGER: "Trigger",
}
CHARGING_STATES = {
    Status.CHARGING: "Charging",
    Status.SUSPENDED_EV: "SuspendedEV",
    Status.SUSPENDED_EVSE: "SuspendedEVSE",
}


class Speaks201(Answers201, Profiles201, Variables201, ChargePoint201):  # type: ignore[misc, unused-ignore]
    """A connection in OCPP 2.0.1; each EVSE has one connector."""

    RULES: ClassVar[Mapping[str, Rule]] = RULES
    KNOWN_ACTIONS: ClassVar[frozenset[str]] = frozenset(
        action.value for action in Action201
    )

    async def boot(self, reason: BootReason) -> Registration:
        model = self.cabinet.model
        result = await self.ask(
            call201.BootNotification(
                charging_station={
                    "model": model.name[:20],
                    "vendor_name": model.vendor[:50],
                    "serial_number": f"SN-{self.station.identity}"[:25],
                    "firmware_version": model.firmware,
                },
                reason=reason.value,
            )
        )
        return Registration(status=result.status, interval_s=result.interval)

    async def heartbeat(self) -> None:
        await self.ask(call201.Heartbeat())

    async def authorize(self, tag: str) -> TagVerdict:
        result = await self.ask(call201.Authorize(id_token=self._token(tag)))
        return _verdict(result.id_token_info)

    async def data_transfer(
        self, vendor_id: str, message_id: str | None, content: str | None
    ) -> tuple[str, str | None]:
        result = await self.ask(call201.DataTransfer(vendor_id, message_id, content))
        return result.status, result.data

    async def meter_values(
        self,
        connector: int,
        reading: Reading,
        measurands: tuple[str, ...],
        context: Context,
    ) -> None:
        meter_value = _meter_values(reading, measurands, context)
        await self.ask(call201.MeterValues(connector, meter_value))

    async def deliver(self, message: Message) -> None:
        match message:
            case StatusChanged():
                await self._status(message)
            case Started():
                await self._started(message)
            case Sampled():
                await self._sampled(message)
            case StateChanged():
                await self._state_changed(message)
            case Stopped():
                await self._ended(message)

    async def _status(self, message: StatusChanged) -> None:
        """Tell a connector's status; that of the station as a whole has no message."""
        connector = self.cabinet.connectors.get(message.connector)
        state = STATES.get(message.status, "Occupied")
        if connector is None or (state == connector.told_word and not message.again):
            return
        connector.told_word = state
        await self.ask(
            call201.StatusNotification(
                timestamp=stamp(message.at),
                connector_status=state,
                evse_id=message.connector,
                connector_id=1,
            )
        )

    async def _started(self, message: Started) -> None:
        transaction = message.transaction
        transaction.id = transaction.id or str(uuid4())
        self.cabinet.transactions[transaction.id] = transaction
        remote = transaction.remote_start_id is not None
        measurands = self.cabinet.configuration.words(STARTED_MEASURANDS)
        result = await self._event(
            message,
            "Started",
            "RemoteStart" if remote else "Authorized",
            {"charging_state": "EVConnected"},
            meter_value=_meter_values(message.reading, measurands, Context.BEGIN),
            id_token=self._token(transaction.tag),
        )
        transaction.acknowledged = True
        verdict = _verdict(result.id_token_info)
        transaction.parent_tag = verdict.parent_tag or transaction.parent_tag
        if not verdict.accepted:
            self.station.charging.forbid(transaction)

    async def _sampled(self, message: Sampled) -> None:
        await self._event(
            message,
            "Updated",
            TRIGGERS[message.context],
            {},
            meter_value=_meter_values(
                message.reading, message.measurands, message.context
            ),
        )

    async def _state_changed(self, message: StateChanged) -> None:
        state = CHARGING_STATES.get(message.status)
        if state is not None:
            await self._event(
                message, "Updated", "ChargingStateChanged", {"charging_state": state}
            )

    async def _ended(self, message: Stopped) -> None:
        stopped, trigger = STOPPED[message.reason]
        measurands = self.cabinet.words(Key.STOP_SAMPLED)
        await self._event(
            message,
            "Ended",
            trigger,
            {"stopped_reason": stopped, "charging_state": "EVConnected"},
            meter_value=_meter_values(message.reading, measurands, Context.END),
            id_token=self._token(message.tag) if message.tag else None,
        )
        message.transaction.end_told = True

    async def _event(
        self,
        message: Started | Sampled | StateChanged | Stopped,
        event: str,
        trigger: str,
        told: dict[str, Any],
        **more: Any,
    ) -> Any:
        transaction = message.transaction
        return await self.ask(
            call201.TransactionEvent(
                event_type=event,
                timestamp=stamp(message.reading.at),
                trigger_reason=trigger,
                seq_no=message.sequence,
                transaction_info={
                    "transaction_id": transaction.id,
                    "remote_start_id": transaction.remote_start_id,
                    **told,
                },
                evse=self._evse(transaction),
                offline=message.offline or None,
                **more,
            )
        )

    def _evse(self, transaction: Transaction) -> dict[str, int]:
        return {"id": transaction.connector, "connector_id": 1}

    def _token(self, tag: str) -> dict[str, str]:
        kind = self.station.authority.kinds.get(tag, "ISO14443")
        return {"id_token": tag, "type": kind}


def _verdict(id_token_info: dict[str, Any] | None) -> TagVerdict:
    verdict = id_token_info or {}
    group = verdict.get("group_id_token") or {}
    return TagVerdict(
        status=verdict.get("status", "Accepted"), parent_tag=group.get("id_token")
    )


def _meter_values(
    reading: Reading, measurands: tuple[str, ...], context: Context
) -> list[dict[str, Any]] | None:
    values = [
        _sampled_value(sample, context) for sample in samples(reading, measurands)
    ]
    if not values:
        return None
    return [{"timestamp": stamp(reading.at), "sampled_value": values}]


def _sampled_value(sample: Sample, context: Context) -> dict[str, Any]:
    return {
        "value": round(sample.value, 2),
        "context": context.value,
        "measurand": sample.measurand,
        "phase": sample.phase,
        "location": sample.location,
        "unit_of_measure": {"unit": sample.unit},
    }


OCPP_201 = Language(key_names=KEY_NAMES, open_line=Speaks201)
