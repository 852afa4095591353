"""Announces a charger that connects and that nobody expects."""

from typing import Any

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import discovery_flow
from homeassistant.helpers.event import async_call_later

from .const import CONF_IDENTITY, DOMAIN
from .csms.domain.boot import Booted
from .csms.domain.messages import StationEvent
from .csms.domain.station import Station

# A station that reconnects without introducing itself is announced by its name alone.
INTRODUCTION_SECONDS = 15

# Nobody has more new chargers than this; whoever makes up names is not to flood the owner.
MOST_ANNOUNCED = 20


@callback
def async_announce_stranger(hass: HomeAssistant, station: Station) -> None:
    """Offer a stranger to the owner, once it has introduced itself."""

    @callback
    def announce(_now: Any = None) -> None:
        stop_waiting()
        stop_listening()
        state = station.state
        announced = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        if (
            state.adopted
            or not (state.online or state.identity)
            or len(announced) >= MOST_ANNOUNCED
        ):
            return
        plate = state.identity
        discovery_flow.async_create_flow(
            hass,
            DOMAIN,
            context={"source": SOURCE_INTEGRATION_DISCOVERY},
            data={
                CONF_IDENTITY: state.id,
                "vendor": plate.vendor if plate else "",
                "model": plate.model if plate else "",
            },
        )

    @callback
    def listen(event: StationEvent[Any] | None, answer: Any) -> None:
        if isinstance(event, Booted):
            announce()

    stop_waiting = async_call_later(hass, INTRODUCTION_SECONDS, announce)
    stop_listening = station.subscribe(listen)
