"""Waiting until something is so with a charger."""

import asyncio
from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp.csms.domain.messages import StationEvent
from custom_components.local_ocpp.csms.domain.model.station import (
    StationId,
    StationState,
)
from custom_components.local_ocpp.feed import Feed

PATIENCE_SECONDS = 10


def feed_of(entry: MockConfigEntry, identity: str = "GARAGE-1") -> Feed:
    """Return a charger as the running central system has it."""
    feed: Feed = entry.runtime_data.feeds[StationId(identity)]
    return feed


async def so(feed: Feed, condition: Callable[[StationState], Any]) -> None:
    """Wait until something is so; TimeoutError if that takes too long."""
    reached = asyncio.Event()

    def look(_event: StationEvent[Any] | None = None, _answer: Any = None) -> None:
        if condition(feed.state):
            reached.set()

    stop = feed.station.subscribe(look)
    look()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await reached.wait()
    except TimeoutError as error:
        raise TimeoutError(f"not so: {feed.state}") from error
    finally:
        stop()


async def eventually(hass: HomeAssistant, condition: Callable[[], Any]) -> None:
    """Wait until something is so that nobody tells; TimeoutError if that takes too long."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await hass.async_block_till_done()


def interviewed(state: StationState) -> bool:
    """Return whether a charger has been asked all there is to ask."""
    return state.online and state.learned.interviewed_at is not None
