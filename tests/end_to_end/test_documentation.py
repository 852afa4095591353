"""The automations that the documentation shows do what it says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import re

from homeassistant.util.yaml import parse_yaml

from .charger import between
from .config_folder import REPOSITORY
from .home_assistant import HomeAssistant
from .local_ocpp import LocalOcpp

SPEED = 60
SNIPPET = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


async def test_the_first_automation_follows_the_sun(central: LocalOcpp) -> None:
    """README: what the sun leaves over flows into the car; too little is a pause."""
    home, [follow_the_sun] = central.home, _snippets("README.md")
    async with (
        central.charger(identity="GARAGE-1", name="Garage", speed=SPEED) as charger,
        _automation(home, follow_the_sun) as automation,
    ):
        charger.station.plug_in()
        await charger.switch(on=True)
        await charger.draws(16)
        for surplus_w, ampere in ((7_000, 10), (2_000, 0), (20_000, 16)):
            power_w = charger.station.connectors[1].power_w
            shown = between(power_w - 10, power_w + 10)
            await charger.shows("sensor", "power", shown)
            await _measure(home, "grid_export_power", surplus_w - power_w)
            await _trigger(home, automation)
            await charger.draws(ampere)


async def test_charging_starts_when_electricity_gets_cheap(central: LocalOcpp) -> None:
    """docs/actions.md: the price falls, and the car charges at 10 A."""
    home, (start_when_cheap, *_) = central.home, _snippets("docs/actions.md")
    await _measure(home, "electricity_price", 0.30)
    async with central.charger(
        identity="GARAGE-1", name="Garage", speed=SPEED
    ) as charger:
        charger.station.plug_in()
        await charger.shows("sensor", "status", "preparing")
        device_id = (await charger.device())["id"]
        ours = start_when_cheap.replace("0123456789abcdef", device_id)
        async with _automation(home, ours):
            await _measure(home, "electricity_price", 0.10)
            await charger.draws(10)


async def test_the_end_of_a_session_is_told(central: LocalOcpp) -> None:
    """docs/actions.md: its owner reads how much was charged."""
    home, (_, tell, _) = central.home, _snippets("docs/actions.md")
    tell_here = tell.replace(
        "notify.mobile_app_phone", "persistent_notification.create"
    )
    async with (
        central.charger(identity="GARAGE-1", name="Garage", speed=SPEED) as charger,
        _automation(home, tell_here),
        home.subscribed("persistent_notification/subscribe") as notifications,
    ):
        charger.station.plug_in()
        await charger.switch(on=True)
        await charger.draws(16)
        await charger.switch(on=False)
        while (told := await notifications.get())["type"] != "added":
            pass
        [message] = [each["message"] for each in told["notifications"].values()]
    assert re.fullmatch(r"0\.\d+ kWh charged\.", message)


async def test_last_months_sessions_are_exported(central: LocalOcpp) -> None:
    """docs/actions.md: a file is written, whatever there is to write."""
    home, (*_, export) = central.home, _snippets("docs/actions.md")
    async with _automation(home, export) as automation:
        await _trigger(home, automation, skip_condition=True)
    [file] = (home.folder / "local_ocpp").glob("sessions_*.csv")
    assert file.read_text("utf-8-sig").startswith("transaction_id,station,")


def _snippets(document: str) -> list[str]:
    """Return the automations that a document shows."""
    return SNIPPET.findall((REPOSITORY / document).read_text())


@asynccontextmanager
async def _automation(home: HomeAssistant, text: str) -> AsyncIterator[str]:
    """Have an automation for as long as the block lasts; yield its entity id."""
    path = "/api/config/automation/config/documented"
    automation = parse_yaml(text)
    assert isinstance(automation, dict)
    await home.post(path, {"alias": "Documented", **automation})
    await home.wait_for_state("automation.documented", "on")
    try:
        yield "automation.documented"
    finally:
        await home.delete(path)


async def _trigger(home: HomeAssistant, automation: str, **fields: bool) -> None:
    target = {"entity_id": automation}
    skip = {"skip_condition": False, **fields}
    await home.call_service("automation", "trigger", skip, target=target)


async def _measure(home: HomeAssistant, name: str, value: float) -> None:
    await home.post(f"/api/states/sensor.{name}", {"state": f"{value:.2f}"})
