"""Waiting until Home Assistant shows what a charger has done."""

import asyncio

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event

PATIENCE_SECONDS = 10


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
