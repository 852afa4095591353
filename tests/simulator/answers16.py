"""What an OCPP 1.6 station does when its CSMS asks for something."""

from contextlib import suppress
from functools import partial
from typing import Any

from .conduct import Conduct
from .configuration import Outcome
from .connector import Connector, Permission
from .library import PropertyConstraintViolationError, call16, result16
from .line import Json, answers
from .profile_rules import read
from .profiles import Profile, Purpose
from .words import BootReason, Key, Reason

AUTHORIZATION_KEY = "AuthorizationKey"
SECURITY_PROFILE = "SecurityProfile"
RESETS = {"Hard": Reason.HARD_RESET, "Soft": Reason.SOFT_RESET}
PATIENCE_BEFORE_RESET_S = 5.0


class Answers16(Conduct):
    """The Core profile and RemoteTrigger; what takes time happens after the answer."""

    @answers("ChangeAvailability")
    def on_change_availability(self, connector_id: int, type: str) -> Any:
        if self.objections:
            return result16.ChangeAvailability("Rejected")
        status = self.station.charging.change_availability(
            connector_id, operative=type == "Operative"
        )
        if connector_id == 0:
            self.station.flow.report_station()
        return result16.ChangeAvailability(status)

    @answers("ChangeConfiguration")
    def on_change_configuration(self, key: str, value: str) -> Any:
        if key == SECURITY_PROFILE and not self._may_change_security_profile(value):
            return result16.ChangeConfiguration("Rejected")
        if key == AUTHORIZATION_KEY and not _is_authorization_key(value):
            return result16.ChangeConfiguration("Rejected")
        outcome = self.cabinet.configuration.change(key, value)
        if key == AUTHORIZATION_KEY and outcome is Outcome.ACCEPTED:
            self.station.connection.password = bytes.fromhex(value)
            self.afterwards(partial(self.hang_up, abruptly=False))
        return result16.ChangeConfiguration(outcome)

    @answers("ClearCache")
    def on_clear_cache(self) -> Any:
        if not self.cabinet.flag(Key.CACHE, default=False):
            return result16.ClearCache("Rejected")
        self.station.authority.cache.clear()
        return result16.ClearCache("Accepted")

    @answers("DataTransfer")
    def on_data_transfer(
        self, vendor_id: str, message_id: str = "", data: str | None = None
    ) -> Any:
        behaviour = self.cabinet.model.behaviour
        if vendor_id != behaviour.vendor_id:
            return result16.DataTransfer("UnknownVendorId")
        if message_id not in behaviour.vendor_messages:
            return result16.DataTransfer("UnknownMessageId")
        answer = behaviour.vendor_messages[message_id]
        return result16.DataTransfer("Accepted", answer or data)

    @answers("GetConfiguration")
    def on_get_configuration(self, key: list[str] | None = None) -> Any:
        configuration = self.cabinet.configuration
        most = int(configuration.number("GetConfigurationMaxKeys") or 0) or None
        behaviour = self.cabinet.model.behaviour
        if self.objections and behaviour.too_many_keys == "refuse":
            raise PropertyConstraintViolationError("too many keys")
        asked = key[:most] if key else list(configuration.settings)
        if not key and not behaviour.names_all_keys:
            asked = asked[:most]
        return result16.GetConfiguration(
            [self._shown(name) for name in asked if name in configuration],
            [name for name in asked if name not in configuration] or None,
        )

    @answers("RemoteStartTransaction")
    def on_remote_start_transaction(
        self, id_tag: str, connector_id: int | None = None, **_: Any
    ) -> Any:
        connector = None if self.objections else self.startable(connector_id, id_tag)
        if connector is None:
            return result16.RemoteStartTransaction("Rejected")
        wire = self.question.get("chargingProfile")
        profile = self._session_profile(connector, wire) if wire else None
        permission = Permission(tag=id_tag, profile=profile)
        self.afterwards(partial(self.start_remotely, connector, permission))
        return result16.RemoteStartTransaction("Accepted")

    @answers("RemoteStopTransaction")
    def on_remote_stop_transaction(self, transaction_id: int) -> Any:
        if (transaction := self.running(transaction_id)) is None:
            return result16.RemoteStopTransaction("Rejected")
        self.afterwards(partial(self.stop_remotely, transaction))
        return result16.RemoteStopTransaction("Accepted")

    @answers("Reset")
    def on_reset(self, type: str) -> Any:
        self.afterwards(partial(self._reset, hard=type == "Hard"))
        return result16.Reset("Accepted")

    @answers("TriggerMessage")
    def on_trigger_message(
        self, requested_message: str, connector_id: int | None = None
    ) -> Any:
        if requested_message not in self.cabinet.model.behaviour.triggers:
            return result16.TriggerMessage("NotImplemented")
        booted = self.cabinet.online and requested_message == "BootNotification"
        if self.objections or booted:
            return result16.TriggerMessage("Rejected")
        self.afterwards(partial(self._triggered, requested_message, connector_id))
        return result16.TriggerMessage("Accepted")

    @answers("UnlockConnector")
    def on_unlock_connector(self, connector_id: int) -> Any:
        if self.objections or self.cabinet.model.hardware.fixed_cable:
            return result16.UnlockConnector("NotSupported")
        connector = self.cabinet.connectors[connector_id]
        if connector.jammed:
            return result16.UnlockConnector("UnlockFailed")
        self.station.charging.stop(connector, Reason.UNLOCK_COMMAND)
        return result16.UnlockConnector("Unlocked")

    # What happens after the answer

    async def _reset(self, *, hard: bool) -> None:
        self.station.charging.stop_all(RESETS["Hard" if hard else "Soft"])
        if not hard:
            with suppress(TimeoutError):
                await self.station.delivered(PATIENCE_BEFORE_RESET_S)
        await self.station.connection.restart(BootReason.REMOTE_RESET, abruptly=hard)

    async def _triggered(self, message: str, connector_id: int | None) -> None:
        await self.cabinet.react(self.cabinet.model.delays.triggered)
        if message == "StatusNotification":
            self._report_statuses(connector_id)
        elif message == "MeterValues":
            await self.report_meters(connector_id)
        else:
            await self._say(message)

    async def _say(self, message: str) -> None:
        match message:
            case "BootNotification":
                await self.station.connection.boot()
            case "Heartbeat":
                await self.ask(call16.Heartbeat())
            case "DiagnosticsStatusNotification":
                await self.ask(call16.DiagnosticsStatusNotification("Idle"))
            case "FirmwareStatusNotification":
                await self.ask(call16.FirmwareStatusNotification("Idle"))

    def _report_statuses(self, connector_id: int | None) -> None:
        if connector_id is None:
            self.station.flow.report_all()
        elif connector_id == 0:
            self.station.flow.report_station()
        else:
            connector = self.cabinet.connectors[connector_id]
            self.station.flow.report_status(connector, again=True)

    # What is asked about

    def _session_profile(self, connector: Connector, wire: Json) -> Profile:
        schedule, now = wire["chargingSchedule"], self.cabinet.clock.now()
        return read(connector.number, wire, schedule, Purpose.TX, now)

    def _shown(self, name: str) -> Json:
        setting = self.cabinet.configuration.settings[name]
        value = self.cabinet.configuration.value(name)
        return {"key": name, "readonly": setting.read_only, "value": value}

    def _may_change_security_profile(self, value: str) -> bool:
        """Tell whether this station may move up; the higher ones need certificates."""
        configuration, network = self.cabinet.configuration, self.cabinet.model.network
        present = int(configuration.number(SECURITY_PROFILE) or 0)
        wanted = int(value) if value.isdigit() else 0
        return (
            wanted > present
            and wanted in network.security_profiles
            and (wanted == 1 or self.cabinet.installation.tls is not None)
            and (wanted == 3 or bool(configuration.secret(AUTHORIZATION_KEY)))
        )


def _is_authorization_key(value: str) -> bool:
    """Tell whether this is the hexadecimal form of 16 to 20 bytes."""
    return (
        32 <= len(value) <= 40
        and len(value) % 2 == 0
        and all(digit in "0123456789abcdefABCDEF" for digit in value)
    )
