"""What is wrong with a plug, or with the station that it belongs to."""

from typing import override

from .csms.domain.model.evse import ConnectorStatus
from .csms.domain.model.station import Fault
from .entity import ConnectorEntity

UNKNOWN_FAULT = Fault(code="OtherError")


class FaultEntity[ShownT](ConnectorEntity[ShownT]):
    """Something about what is wrong; what is wrong with the station is so with every plug."""

    @property
    def fault(self) -> Fault | None:
        """What is wrong, if anything is."""
        plug, station = self.connector, self.feed.state
        if fault := plug.fault or station.fault:
            return fault
        faulted = ConnectorStatus.FAULTED in (plug.status, station.status)
        return UNKNOWN_FAULT if faulted else None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.feed.listen(None, self._on_change))
