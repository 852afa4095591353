"""What Home Assistant shows of a charger, and waiting until it does."""

import asyncio

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event

from custom_components.local_ocpp.const import DOMAIN

PATIENCE_SECONDS = 10


def shown(hass: HomeAssistant, platform: str, key: str) -> str | None:
    """Return a state of GARAGE-1 by the end of its unique id; None if there is none."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(platform, DOMAIN, f"GARAGE-1_{key}")
    state = hass.states.get(entity_id) if entity_id else None
    return state.state if state else None


async def until(hass: HomeAssistant, entity_id: str, state: str) -> None:
    """Wait until an entity has a state; TimeoutError if that takes too long."""
    reached = asyncio.Event()

    @callback
    def look(_event: Event[EventStateChangedData] | None = None) -> None:
        now = hass.states.get(entity_id)
        if now and now.state == state:
            reached.set()

    stop = async_track_state_change_event(hass, entity_id, look)
    look()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await reached.wait()
    except TimeoutError as error:
        now = hass.states.get(entity_id)
        raise TimeoutError(
            f"{entity_id} is {now and now.state}, not {state}"
        ) from error
    finally:
        stop()
