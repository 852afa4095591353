"""Setting the current that a car may draw, at a charger that answers."""

from collections.abc import Generator
from datetime import timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.number.const import (
    ATTR_VALUE,
    DOMAIN as NUMBER,
    SERVICE_SET_VALUE,
)
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.local_ocpp.csms.domain.model.learned import LimitMeans
from custom_components.local_ocpp.csms.domain.model.limit import Limit, LimitInForce
from custom_components.local_ocpp.csms.domain.model.profile import Purpose, RateUnit
from custom_components.local_ocpp.csms.domain.smart_charging import (
    LimitCleared,
    LimitSet,
)
from tests.conftest import Connect
from tests.sayings import AVAILABLE, PLUG
from tests.scripted import ScriptedCharger
from tests.waiting import until

CURRENT_LIMIT = "number.garage_1_current_limit"


@pytest.fixture(autouse=True)
def numbers_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.NUMBER]):
        yield


async def set_value(hass: HomeAssistant, ampere: float) -> None:
    data = {ATTR_ENTITY_ID: CURRENT_LIMIT, ATTR_VALUE: ampere}
    await hass.services.async_call(NUMBER, SERVICE_SET_VALUE, data, blocking=True)


def limited(limit: Limit, rate: float | None = None) -> LimitSet:
    means = LimitMeans(purpose=Purpose.TX, rate_unit=RateUnit.A, stack_level=0)
    now = dt_util.utcnow()
    in_force = LimitInForce(limit=limit, at=now, means=means, rate=rate)
    return LimitSet(connector=PLUG, limit=in_force)


async def test_numbers(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connect: Connect,
    snapshot: SnapshotAssertion,
) -> None:
    """Without a limit it is what the installer allows."""
    async with connect(speed=100):
        await until(hass, CURRENT_LIMIT, "16.0")
        await snapshot_platform(hass, er.async_get(hass), snapshot, loaded.entry_id)


async def test_limit(hass: HomeAssistant, connect: Connect) -> None:
    """A new value reaches the charger, and is shown once it is accepted."""
    async with connect(speed=100) as station:
        await until(hass, CURRENT_LIMIT, "16.0")
        await set_value(hass, 10)
        sent = (await station.received("SetChargingProfile"))["csChargingProfiles"]
        periods = sent["chargingSchedule"]["chargingSchedulePeriod"]
        assert [period["limit"] for period in periods] == [10]
        await until(hass, CURRENT_LIMIT, "10.0")
        assert not station.violations


async def test_refused_limit(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A limit that the charger refuses is an error, and not shown."""
    await charger.say(AVAILABLE)
    with pytest.raises(HomeAssistantError) as refusal:
        await set_value(hass, 10)
    assert refusal.value.translation_key == "rejected"
    await until(hass, CURRENT_LIMIT, "16.0")


async def test_limit_that_ends(
    hass: HomeAssistant, charger: ScriptedCharger, freezer: FrozenDateTimeFactory
) -> None:
    """A limit for a time is over when the time is, though the charger says nothing."""
    await charger.say(
        AVAILABLE,
        limited(Limit(amount=8, duration_seconds=600)),
    )
    await until(hass, CURRENT_LIMIT, "8")
    freezer.tick(timedelta(seconds=601))
    async_fire_time_changed(hass)
    await until(hass, CURRENT_LIMIT, "16.0")


async def test_limit_in_watt(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A limit in watt is shown in ampere where the charger takes ampere."""
    await charger.say(
        AVAILABLE,
        limited(Limit(amount=6900, unit=RateUnit.W), rate=10),
    )
    await until(hass, CURRENT_LIMIT, "10")
    await charger.say(LimitCleared(connector=PLUG))
    await until(hass, CURRENT_LIMIT, "16.0")
