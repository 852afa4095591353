"""A real Home Assistant starts, can be driven, survives, and shows itself."""

from pathlib import Path

from playwright.async_api import Browser
import pytest

from .browser import logged_in_page, screenshot
from .home_assistant import CommandRefused, FlowEnded, HomeAssistant


async def test_it_runs_and_offers_our_integration(home: HomeAssistant) -> None:
    """Home Assistant finds Local OCPP among its integrations."""
    assert (await home.get("/api/config"))["state"] == "RUNNING"
    integrations = await home.command("integration/descriptions")
    assert "local_ocpp" in integrations["custom"]["integration"]


async def test_it_says_why_it_refuses(home: HomeAssistant) -> None:
    """A refused action is an error with Home Assistant's own words."""
    with pytest.raises(CommandRefused, match=r"not_found: .*no_such_action"):
        await home.call_service("automation", "no_such_action")


async def test_a_flow_that_ends_early_is_noticed(home: HomeAssistant) -> None:
    """Answers that nobody asked for are an error of the test."""
    with pytest.raises(FlowEnded, match="create_entry"):
        await home.flow("sun", {}, {"one": "too many"})


async def test_states_are_seen_as_they_change(home: HomeAssistant) -> None:
    """Waiting for a state ends with the change that brings it."""
    await home.post("/api/states/sensor.water", {"state": "cold"})
    await home.wait_for_state("sensor.water", "cold")
    await home.post(
        "/api/states/sensor.water", {"state": "hot", "attributes": {"c": 99}}
    )
    hot = await home.wait_for_state("sensor.water", lambda state: state.value == "hot")
    assert hot.attributes["c"] == 99


async def test_a_state_that_never_comes_fails(home: HomeAssistant) -> None:
    """Waiting in vain is a failure that says what there was instead."""
    await home.post("/api/states/sensor.tea", {"state": "cold"})
    with pytest.raises(AssertionError, match="cold"):
        await home.wait_for_state("sensor.tea", "hot", seconds=0.2)


async def test_it_comes_back_after_a_power_cut(new_home: HomeAssistant) -> None:
    """Killed and started again on the same folder, it knows its user and our token."""
    await new_home.start()
    await new_home.kill()
    await new_home.start()
    assert (await new_home.get("/api/config"))["location_name"] == "Home"
    assert new_home.log.count("Home Assistant initialized") == 2


async def test_its_owner_sees_the_dashboard(
    home: HomeAssistant, browser: Browser, tmp_path: Path
) -> None:
    """The browser is logged in and shows more than "Loading"."""
    async with logged_in_page(browser, home) as page:
        await page.get_by_text("Welcome Demo").first.wait_for()
        picture = await screenshot(page, "dashboard", tmp_path)
    assert picture.stat().st_size > 10_000
