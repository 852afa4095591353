"""Announces chargers that connect and that nobody expects."""

from typing import Any

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import discovery_flow
from homeassistant.helpers.event import async_call_later

from .const import CONF_IDENTITY, DOMAIN, SUBENTRY_STATION
from .csms.domain.boot import Booted
from .csms.domain.messages import StationEvent
from .csms.domain.model.station import StationId
from .csms.domain.station import Station

# A charger that reconnects without introducing itself is announced by its name alone.
INTRODUCTION_SECONDS = 15

# Nobody has more new chargers than this; whoever makes up names is not to flood the owner.
MOST_ANNOUNCED = 20

MARKUP = frozenset("[]()<>{}!*`#|~\\&")
LONGEST_SHOWN = 80


def station_unique_id(station_id: StationId) -> str:
    """Return what a charger is known by among flows and subentries."""
    return f"{SUBENTRY_STATION}_{station_id}"


@callback
def async_withdraw(hass: HomeAssistant, station_id: StationId | None = None) -> None:
    """Announce a charger no longer; without one, none."""
    context: dict[str, Any] = {"source": SOURCE_INTEGRATION_DISCOVERY}
    if station_id is not None:
        context["unique_id"] = station_unique_id(station_id)
    for flow in hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context=context
    ):
        hass.config_entries.flow.async_abort(flow["flow_id"])


class Announcements:
    """The chargers at the door that nobody expects."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nobody at the door."""
        self._hass = hass
        self._silent: dict[StationId, CALLBACK_TYPE] = {}
        self._closed = False

    def announce(self, station: Station) -> None:
        """Offer a charger to its owner whenever it introduces itself, or if it does not."""

        @callback
        def listen(event: StationEvent[Any] | None, answer: Any) -> None:
            if self._closed or station.state.adopted:
                stop_listening()
                self._is_heard(station.state.id)
            elif isinstance(event, Booted):
                self._tell(station)
            elif not station.state.online:
                self._is_heard(station.state.id)
            elif station.state.id not in self._silent:
                self._wait_for(station)

        stop_listening = station.subscribe(listen)

    def close(self) -> None:
        """Announce nobody any more."""
        self._closed = True
        for station_id in tuple(self._silent):
            self._is_heard(station_id)

    def _wait_for(self, station: Station) -> None:
        @callback
        def lose_patience(_now: Any) -> None:
            self._tell(station)

        self._silent[station.state.id] = async_call_later(
            self._hass, INTRODUCTION_SECONDS, lose_patience
        )

    def _is_heard(self, station_id: StationId) -> None:
        if stop_waiting := self._silent.pop(station_id, None):
            stop_waiting()

    def _tell(self, station: Station) -> None:
        plate = station.state.identity
        self._is_heard(station.state.id)
        discovery_flow.async_create_flow(
            self._hass,
            DOMAIN,
            context={"source": SOURCE_INTEGRATION_DISCOVERY},
            data={
                CONF_IDENTITY: station.state.id,
                "vendor": plate.vendor if plate else "",
                "model": plate.model if plate else "",
            },
        )


def plain(text: str) -> str:
    """Return what a charger says of itself so that it can be shown: short, and only text.

    Forms render Markdown, and whoever can connect chooses these words.
    """
    harmless = "".join(letter for letter in text if letter not in MARKUP)
    return " ".join(harmless.split())[:LONGEST_SHOWN]
