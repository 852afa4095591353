"""A charger from both sides: what it does, and what Home Assistant shows of it."""

import asyncio
from collections.abc import Callable
from typing import Any

from tests.simulator import Station

from .home_assistant import HomeAssistant, Json, State

DOMAIN = "local_ocpp"

type Wanted = str | Callable[[State], bool]


def between(least: float, most: float) -> Callable[[State], bool]:
    """Want a number from `least` to `most`."""

    def is_between(state: State) -> bool:
        known = state.value not in ("unknown", "unavailable")
        return known and least <= float(state.value) <= most

    return is_between


class Charger:
    """One charger; `connector` 0 is the charger itself, as in unique ids."""

    def __init__(self, home: HomeAssistant, station: Station) -> None:
        self.home = home
        self.station = station
        self.identity = station.identity

    # What Home Assistant shows

    async def entity_id(
        self, domain: str, key: str, connector: int = 1, *, seconds: float = 20
    ) -> str:
        """Return what an entity is called once it exists; AssertionError if it never does."""
        unique_id = f"{self.identity}_{connector}_{key}"
        try:
            async with (
                asyncio.timeout(seconds),
                self.home.events("entity_registry_updated") as changes,
            ):
                while (found := await self._registered(domain, unique_id)) is None:
                    await changes.get()
        except TimeoutError as error:
            raise AssertionError(f"no {domain} {unique_id}") from error
        return found

    async def shows(
        self,
        domain: str,
        key: str,
        wanted: Wanted,
        connector: int = 1,
        *,
        seconds: float = 20,
    ) -> State:
        """Wait until an entity is as wanted and return its state; AssertionError if it never is."""
        entity_id = await self.entity_id(domain, key, connector)
        return await self.home.wait_for_state(entity_id, wanted, seconds=seconds)

    async def device(self, connector: int = 0) -> Json:
        """Return the device of the charger or of a connector; None if there is none."""
        name = f"{self.identity}/{connector}" if connector else self.identity
        for device in await self.home.command("config/device_registry/list"):
            if [DOMAIN, name] in device["identifiers"]:
                return device
        return None

    async def entities(self) -> dict[str, Json]:
        """Return the registered entities by what their unique ids end in."""
        prefix = f"{self.identity}_"
        return {
            entity["unique_id"].removeprefix(prefix): entity
            for entity in await self.home.command("config/entity_registry/list")
            if entity["platform"] == DOMAIN and entity["unique_id"].startswith(prefix)
        }

    # What its owner does

    async def switch(self, *, on: bool, connector: int = 1) -> None:
        """Start or resume charging, or stop it, with the switch."""
        await self._use(
            "switch", "charging", f"turn_{'on' if on else 'off'}", connector
        )

    async def limit(self, ampere: float, connector: int = 1) -> None:
        """Move the current limit."""
        await self._use("number", "current_limit", "set_value", connector, value=ampere)

    async def act(self, action: str, **fields: Any) -> Json:
        """Perform one of our actions on the charger and return its response."""
        device = await self.device()
        return await self.home.call_service(
            DOMAIN, action, {"device_id": device["id"], **fields}, return_response=True
        )

    async def sessions(self) -> list[Json]:
        """Return what `list_sessions` says, oldest first."""
        response = await self.act("list_sessions")
        return list(response["sessions"])

    # What it does

    async def draws(self, ampere: float, connector: int = 1) -> None:
        """Wait until so much current really flows into the car; TimeoutError if it never does."""
        plug = self.station.connectors[connector]
        await self.station.until(
            lambda: abs(plug.current_a - ampere) < 0.01, f"{ampere} A"
        )

    async def _use(
        self, domain: str, key: str, action: str, connector: int, **fields: Any
    ) -> None:
        target = {"entity_id": await self.entity_id(domain, key, connector)}
        await self.home.call_service(domain, action, fields, target=target)

    async def _registered(self, domain: str, unique_id: str) -> str | None:
        for entity in await self.home.command("config/entity_registry/list"):
            found: str = entity["entity_id"]
            if entity["unique_id"] == unique_id and found.startswith(f"{domain}."):
                return found
        return None
