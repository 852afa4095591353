"""What an OCPP 2.0.1 station does when its CSMS asks for something."""

from contextlib import suppress
from functools import partial
from typing import Any

from .conduct import Conduct
from .connector import Permission
from .library import call201, result201
from .line import Json, answers
from .profile_rules import read
from .profiles import Profile, Purpose
from .words import BootReason, Key, Reason

PATIENCE_BEFORE_RESET_S = 5.0


class Answers201(Conduct):
    """Remote control, availability and triggers."""

    @answers("ChangeAvailability")
    def on_change_availability(
        self, operational_status: str, evse: Json | None = None
    ) -> Any:
        if self.objections:
            return result201.ChangeAvailability("Rejected")
        status = self.station.charging.change_availability(
            evse["id"] if evse else 0, operative=operational_status == "Operative"
        )
        return result201.ChangeAvailability(status)

    @answers("ClearCache")
    def on_clear_cache(self) -> Any:
        if not self.cabinet.flag(Key.CACHE, default=False):
            return result201.ClearCache("Rejected")
        self.station.authority.cache.clear()
        return result201.ClearCache("Accepted")

    @answers("DataTransfer")
    def on_data_transfer(
        self, vendor_id: str, message_id: str = "", data: Any = None
    ) -> Any:
        behaviour = self.cabinet.model.behaviour
        if vendor_id != behaviour.vendor_id:
            return result201.DataTransfer("UnknownVendorId")
        if message_id not in behaviour.vendor_messages:
            return result201.DataTransfer("UnknownMessageId")
        answer = behaviour.vendor_messages[message_id]
        return result201.DataTransfer("Accepted", data=answer or data)

    @answers("GetLocalListVersion")
    def on_get_local_list_version(self) -> Any:
        return result201.GetLocalListVersion(self.station.authority.local_list.version)

    @answers("GetTransactionStatus")
    def on_get_transaction_status(self, transaction_id: str | None = None) -> Any:
        waiting = len(self.station.outbox) > 0
        if transaction_id is None:
            return result201.GetTransactionStatus(waiting)
        running = self.running(transaction_id) is not None
        return result201.GetTransactionStatus(waiting, running)

    @answers("RequestStartTransaction")
    def on_request_start_transaction(
        self,
        id_token: Json,
        remote_start_id: int,
        evse_id: int | None = None,
        **_: Any,
    ) -> Any:
        connector = (
            None if self.objections else self.startable(evse_id, id_token["id_token"])
        )
        if connector is None:
            return result201.RequestStartTransaction("Rejected")
        self.station.authority.kinds[id_token["id_token"]] = id_token["type"]
        permission = Permission(
            tag=id_token["id_token"],
            remote_start_id=remote_start_id,
            profile=self._session_profile(connector.number),
        )
        self.afterwards(partial(self.start_remotely, connector, permission))
        return result201.RequestStartTransaction("Accepted")

    @answers("RequestStopTransaction")
    def on_request_stop_transaction(self, transaction_id: str) -> Any:
        if (transaction := self.running(transaction_id)) is None:
            return result201.RequestStopTransaction("Rejected")
        self.afterwards(partial(self.stop_remotely, transaction))
        return result201.RequestStopTransaction("Accepted")

    @answers("Reset")
    def on_reset(self, type: str, evse_id: int | None = None) -> Any:
        if evse_id is not None:
            return result201.Reset("Rejected")
        busy = any(place.transaction for place in self.cabinet.connectors.values())
        waits = type == "OnIdle" and busy
        self.afterwards(partial(self._reset, waits=waits))
        return result201.Reset("Scheduled" if waits else "Accepted")

    @answers("TriggerMessage")
    def on_trigger_message(
        self, requested_message: str, evse: Json | None = None
    ) -> Any:
        if requested_message not in self.cabinet.model.behaviour.triggers:
            return result201.TriggerMessage("NotImplemented")
        booted = self.cabinet.online and requested_message == "BootNotification"
        if self.objections or booted:
            return result201.TriggerMessage("Rejected")
        evse_id = evse["id"] if evse else None
        self.afterwards(partial(self._triggered, requested_message, evse_id))
        return result201.TriggerMessage("Accepted")

    @answers("UnlockConnector")
    def on_unlock_connector(self, evse_id: int, connector_id: int) -> Any:
        connector = self.cabinet.connectors.get(evse_id)
        if connector is None or connector_id != 1:
            return result201.UnlockConnector("UnknownConnector")
        if connector.transaction is not None:
            return result201.UnlockConnector("OngoingAuthorizedTransaction")
        stuck = connector.jammed or self.cabinet.model.hardware.fixed_cable
        return result201.UnlockConnector("UnlockFailed" if stuck else "Unlocked")

    # What happens after the answer

    async def _reset(self, *, waits: bool) -> None:
        if waits:
            await self.cabinet.journal.until(self._idle)
        self.station.charging.stop_all(Reason.SOFT_RESET)
        with suppress(TimeoutError):
            await self.station.delivered(PATIENCE_BEFORE_RESET_S)
        reason = BootReason.SCHEDULED_RESET if waits else BootReason.REMOTE_RESET
        await self.station.connection.restart(reason, abruptly=False)

    async def _triggered(self, message: str, evse_id: int | None) -> None:
        await self.cabinet.react(self.cabinet.model.delays.triggered)
        match message:
            case "BootNotification":
                await self.station.connection.boot()
            case "FirmwareStatusNotification":
                await self.ask(call201.FirmwareStatusNotification("Idle"))
            case "Heartbeat":
                await self.ask(call201.Heartbeat())
            case "LogStatusNotification":
                await self.ask(call201.LogStatusNotification("Idle"))
            case "MeterValues" | "TransactionEvent":
                await self.report_meters(evse_id)
            case "StatusNotification":
                self._report_statuses(evse_id)

    def _report_statuses(self, evse_id: int | None) -> None:
        numbers = [evse_id] if evse_id else list(self.cabinet.connectors)
        for number in numbers:
            connector = self.cabinet.connectors[number]
            self.station.flow.report_status(connector, again=True)

    def _idle(self) -> bool:
        return all(
            place.transaction is None for place in self.cabinet.connectors.values()
        )

    def _session_profile(self, evse_id: int) -> Profile | None:
        if (wire := self.question.get("chargingProfile")) is None:
            return None
        schedule, now = wire["chargingSchedule"][0], self.cabinet.clock.now()
        return read(evse_id, wire, schedule, Purpose.TX, now)
