"""The owner sees and uses chargers in a browser; the README shows the pictures."""

import json
from typing import Any

from playwright.async_api import Browser

from tests.simulator import simulated

from .browser import DOCUMENTATION, logged_in_page, screenshot
from .charger import Charger, between
from .config_folder import INTEGRATION
from .frontend import (
    INTEGRATIONS,
    OURS,
    Form,
    add_discovered,
    open_device,
    slide,
    texts,
    toggle,
)
from .local_ocpp import LocalOcpp

SPEED = 120
TALL = 1_000


async def test_a_discovered_charger_is_added_with_a_few_clicks(
    central: LocalOcpp, browser: Browser
) -> None:
    """It shows up by itself; its owner gives it a name, and it is there."""
    async with (
        simulated("wallbox11", central.address, identity="GARAGE-1") as station,
        logged_in_page(browser, central.home) as page,
    ):
        await page.goto(INTEGRATIONS)
        await page.get_by_text("GARAGE-1 (Homebox HB-11)").wait_for()
        await screenshot(page, "discovered", DOCUMENTATION)
        form = await add_discovered(page, "GARAGE-1")
        await form.fill("name", "Garage")
        await screenshot(page, "add_charger")
        await form.submit()
        await form.says("Garage has been added")
        await form.close("Close")
        await station.booted()
        device = await Charger(central.home, station).device()
    await central.remove("GARAGE-1")
    assert device["name"] == "Garage"


async def test_charging_is_started_and_limited_on_its_page(
    central: LocalOcpp, browser: Browser
) -> None:
    """A switch starts it, a slider limits what really flows, and the page shows both."""
    async with (
        central.options(session_price=0.25),
        central.charger(identity="GARAGE-1", name="Garage", speed=SPEED) as charger,
        logged_in_page(browser, central.home, height=TALL) as page,
    ):
        charger.station.plug_in()
        await charger.shows("sensor", "status", "preparing")
        await open_device(page, (await charger.device())["id"])
        await toggle(page, "Charging")
        await charger.draws(16)
        await slide(page, "Current limit", -3)
        await charger.draws(13)
        await page.get_by_text("13.0 A").first.wait_for()
        await charger.shows("sensor", "session_energy", between(1.5, 10))
        await screenshot(page, "device", DOCUMENTATION)
        await toggle(page, "Charging")
        await charger.shows("switch", "charging", "off")
        await charger.draws(0)


async def test_a_tag_is_learned_in_the_browser(
    central: LocalOcpp, browser: Browser
) -> None:
    """The dialog waits until the tag is held to a charger, and then asks whose it is."""
    async with (
        central.charger(identity="GARAGE-1", name="Garage") as charger,
        logged_in_page(browser, central.home) as page,
    ):
        await page.goto(OURS)
        await page.get_by_text("Add RFID tag").first.click()
        form = Form(page)
        await form.press("Hold it to a charger now")
        await form.says("Hold the tag to a charger now.")
        await charger.station.present_tag("04A1B2C3")
        await form.says("As the charger reads it.")
        assert await form.value("id_tag") == "04A1B2C3"
        await form.fill("name", "Anna")
        await form.submit()
        await form.says("Created configuration for Anna.")
        await form.close("Finish")
        await page.get_by_text("Anna").first.wait_for()
        await screenshot(page, "chargers", DOCUMENTATION)
    await central.forget_tag("04A1B2C3")


async def test_options_are_changed_in_the_browser(
    central: LocalOcpp, browser: Browser
) -> None:
    """From now on only known tags may charge."""
    async with (
        central.options(),
        central.charger(identity="GARAGE-1", name="Garage") as charger,
        logged_in_page(browser, central.home) as page,
    ):
        assert await charger.station.present_tag("04BB0002") == "Accepted"
        await page.goto(OURS)
        await page.get_by_label("Configure").first.click()
        form = Form(page)
        await form.press("Only known RFID tags")
        await screenshot(page, "options")
        await form.submit()
        await form.says("Options successfully saved")
        await form.close("Finish")
        assert await charger.station.present_tag("04BB0003") == "Invalid"


async def test_it_speaks_german(central: LocalOcpp, browser: Browser) -> None:
    """With Home Assistant in German, nothing of ours is English on the charger's page."""
    english, german = _names("en"), _names("de")
    async with (
        central.language("de"),
        central.charger(identity="GARAGE-1", name="Garage", speed=SPEED) as charger,
        logged_in_page(browser, central.home, height=TALL, language="de") as page,
    ):
        charger.station.plug_in()
        await charger.switch(on=True)
        await charger.draws(16)
        await open_device(page, (await charger.device())["id"])
        await page.get_by_text(german["number.current_limit.name"]).wait_for()
        await screenshot(page, "german")
        seen = await texts(page)
    untranslated = {
        name for key, name in english.items() if name in seen and german[key] != name
    }
    assert untranslated == set()
    assert german["switch.charging.name"] in seen


def _names(language: str) -> dict[str, str]:
    """Return our entities' names and states by where they are in the translations."""
    file = INTEGRATION / "translations" / f"{language}.json"
    return dict(_flattened(json.loads(file.read_text())["entity"]))


def _flattened(texts: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in texts.items():
        if isinstance(value, str):
            flat.append((f"{path}{key}", value))
        else:
            flat += _flattened(value, f"{path}{key}.")
    return flat
