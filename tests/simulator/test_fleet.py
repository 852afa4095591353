"""Many stations run at once, and the program runs them."""

import pytest

from .__main__ import arguments, run
from .fake_csms import FakeCsms
from .fleet import fleet
from .scenarios import SCENARIOS


async def test_many(csms: FakeCsms) -> None:
    """Twenty stations boot, each under its own name."""
    async with fleet("wallbox11", csms.address, count=20) as stations:
        for station in stations:
            await station.booted()
    assert sorted(csms.paths) == [f"/STATION-{number:04}" for number in range(1, 21)]


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
async def test_program(csms: FakeCsms, scenario: str) -> None:
    """The program plays every scenario and tells what happens, a line each."""
    words = [csms.address, "--scenario", scenario, "--speed", "600", "--seconds", "0.7"]
    lines: list[str] = []
    await run(arguments().parse_args(words), lines.append)
    assert any("> BootNotification call" in line for line in lines)
    assert not [line for line in lines if "violation" in line or "bug" in line]


@pytest.mark.parametrize(
    "model", ["cstechnology", "ecarplug", "evsis", "koolsign", "wallbox201"]
)
async def test_every_model_charges(csms: FakeCsms, model: str) -> None:
    """Every model charges a car when its owner presents a tag."""
    words = [csms.address, "--model", model, "--scenario", "charging_by_tag"]
    timing = ["--speed", "600", "--seconds", "0.7"]
    await run(arguments().parse_args([*words, *timing]), lambda _: None)
    started = csms.said("StartTransaction") + csms.said("TransactionEvent")
    assert started
