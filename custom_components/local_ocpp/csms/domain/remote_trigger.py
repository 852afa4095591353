"""Asking a station to say something now rather than when it likes."""

from dataclasses import dataclass

from .messages import StationCommand
from .model.evse import ConnectorRef


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerMessage(StationCommand[None]):
    """Have the station send a message, named as its OCPP version names it."""

    message: str
    connector: ConnectorRef | None = None
