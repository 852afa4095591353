"""Local OCPP in a running Home Assistant, set up and used as its owner does it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.simulator import simulated

from .charger import DOMAIN, Charger
from .home_assistant import HomeAssistant, Json, free_port

POLICY = {
    "who_may_charge": "anyone",
    "unknown_stations": "ask",
}
OPTIONS = {**POLICY, "meter_interval": 10, "aligned_interval": 0}
CHARGER = {"max_current": 16, "phases": "3", "enforce_maximum": False}


class LocalOcpp:
    """The integration, as it is set up in one Home Assistant."""

    def __init__(self, home: HomeAssistant, entry_id: str, port: int) -> None:
        self.home = home
        self.entry_id = entry_id
        self.port = port
        self.address = f"ws://127.0.0.1:{port}/"

    @classmethod
    async def set_up(cls, home: HomeAssistant, port: int | None = None) -> LocalOcpp:
        """Add the integration; it listens on this machine alone."""
        port = port or free_port()
        asked = {"port": port, **POLICY, "network": {"host": "127.0.0.1"}}
        result = await home.flow(DOMAIN, asked, {})
        return cls(home, str(result["result"]["entry_id"]), port)

    @asynccontextmanager
    async def options(self, **changed: Any) -> AsyncIterator[None]:
        """Change some options, for as long as the block lasts."""
        await self.home.options_flow(self.entry_id, {**OPTIONS, **changed})
        try:
            yield
        finally:
            await self.home.options_flow(self.entry_id, OPTIONS)

    @asynccontextmanager
    async def language(self, language: str) -> AsyncIterator[None]:
        """Have Home Assistant speak another language, for as long as the block lasts."""
        await self._speak(language)
        try:
            yield
        finally:
            await self._speak("en")

    async def _speak(self, language: str) -> None:
        await self.home.command("config/core/update", language=language)
        await self.home.post(f"/api/config/config_entries/entry/{self.entry_id}/reload")

    # Chargers

    @asynccontextmanager
    async def charger(
        self,
        model: str = "wallbox11",
        identity: str = "GARAGE-1",
        *,
        name: str | None = None,
        max_current: int = 16,
        address: str | None = None,
        **place: Any,
    ) -> AsyncIterator[Charger]:
        """Have a charger connect and take it in; forget it at the end."""
        async with simulated(
            model, address or self.address, identity=identity, **place
        ) as station:
            await self.take_in(identity, name, max_current=max_current)
            try:
                await station.booted()
                yield Charger(self.home, station)
            finally:
                await self.remove(identity)

    async def discovered(self, identity: str) -> Json:
        """Wait until a charger that nobody expects is announced; return the flow."""
        return await self.home.wait_for_discovery(DOMAIN, f"station_{identity}")

    async def take_in(
        self, identity: str, name: str | None = None, **answers: Any
    ) -> None:
        """Confirm that a discovered charger is ours; it is called by its identity if not named."""
        found = await self.discovered(identity)
        await self.home.answer_flow(
            found["flow_id"], {"name": name or identity, **CHARGER, **answers}
        )

    async def remove(self, identity: str) -> None:
        """Remove a charger."""
        await self._delete(f"station_{identity}")

    # RFID tags

    @asynccontextmanager
    async def tag(self, id_tag: str, name: str) -> AsyncIterator[None]:
        """Know an RFID tag, for as long as the block lasts."""
        known = {"id_tag": id_tag, "name": name}
        await self.home.call_service(DOMAIN, "add_id_tag", known)
        try:
            yield
        finally:
            await self.forget_tag(id_tag)

    async def forget_tag(self, id_tag: str) -> None:
        """Remove an RFID tag."""
        await self.home.call_service(DOMAIN, "remove_id_tag", {"id_tag": id_tag})

    async def subentries(self, kind: str) -> dict[str, Json]:
        """Return the subentries of one type by their unique ids."""
        listed = await self.home.command(
            "config_entries/subentries/list", entry_id=self.entry_id
        )
        return {
            each["unique_id"]: each for each in listed if each["subentry_type"] == kind
        }

    async def _delete(self, unique_id: str) -> None:
        subentry = (await self.subentries("station"))[unique_id]
        await self.home.command(
            "config_entries/subentries/delete",
            entry_id=self.entry_id,
            subentry_id=subentry["subentry_id"],
        )
