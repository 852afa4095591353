"""Has a station say again how its plugs and meters are doing."""

from ..domain.errors import NotSupported, Rejected
from ..domain.remote_trigger import TriggerMessage
from ..domain.station import Station

MESSAGES = ("StatusNotification", "MeterValues")


async def refresh(station: Station) -> None:
    """Ask for status and meter of each plug; what the station refuses it need not say.

    Raises any other StationError.
    """
    for message in MESSAGES:
        for connector in sorted(station.state.connectors):
            try:
                await station.execute(
                    TriggerMessage(message=message, connector=connector)
                )
            except NotSupported:
                return
            except Rejected:
                continue
