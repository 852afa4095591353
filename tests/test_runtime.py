"""What the config entry holds while it runs."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp.csms.domain.authorization import TokenPresented
from custom_components.local_ocpp.csms.domain.messages import StationEvent
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.domain.transactions import (
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from custom_components.local_ocpp.feed import Feed
from custom_components.local_ocpp.runtime import Runtime
from tests.conftest import IDENTITY, OWN_ID_TAG
from tests.sayings import AVAILABLE, PLUG
from tests.scripted import ScriptedCharger

TAG = IdToken("04A1B2C3")
NUMBER = TransactionId("7")

type Saying = Callable[[datetime], StationEvent[Any]]


@pytest.fixture
def runtime(loaded: MockConfigEntry) -> Runtime:
    """Return what is held."""
    runtime: Runtime = loaded.runtime_data
    return runtime


async def test_follow(hass: HomeAssistant, runtime: Runtime) -> None:
    """Whoever follows hears of the chargers that are there, and of those that come."""
    followed: list[Feed] = []
    garage = runtime.feeds[StationId(IDENTITY)]
    runtime.follow(followed.append)
    assert followed == [garage]
    runtime.add(garage)
    assert followed == [garage, garage]


async def test_remove_twice(runtime: Runtime) -> None:
    """A charger that is gone already can be let go."""
    runtime.remove(StationId(IDENTITY))
    runtime.remove(StationId(IDENTITY))
    assert runtime.feeds == {}


SAYINGS: list[Saying] = [
    lambda at: TokenPresented(token=TAG),
    lambda at: TransactionStarted(connector=PLUG, at=at, token=TAG, meter_wh=0),
    lambda at: TransactionUpdated(transaction_id=NUMBER, at=at, token=TAG),
    lambda at: TransactionEnded(transaction_id=NUMBER, at=at, token=TAG),
]


async def learned(
    runtime: Runtime, charger: ScriptedCharger, *events: StationEvent[Any]
) -> IdToken | None:
    """Return which tag is learned from what a charger says."""
    learning = asyncio.Task(runtime.next_token(0.2), eager_start=True)
    await charger.say(*events)
    return await learning


@pytest.mark.parametrize("saying", SAYINGS)
async def test_next_token(
    runtime: Runtime, charger: ScriptedCharger, saying: Saying
) -> None:
    """A tag is learned however a charger tells of it; the first one counts."""
    later = TokenPresented(token=IdToken("04FFFFFF"))
    event = saying(datetime.now(UTC))
    assert await learned(runtime, charger, AVAILABLE, event, later) == TAG


@pytest.mark.parametrize("saying", SAYINGS[1:])
async def test_past_token(
    runtime: Runtime, charger: ScriptedCharger, saying: Saying
) -> None:
    """No tag is learned from a story of the past."""
    event = saying(datetime.now(UTC) - timedelta(hours=1))
    assert await learned(runtime, charger, event) is None


async def test_own_token(runtime: Runtime, charger: ScriptedCharger) -> None:
    """Our own tag is held by nobody."""
    event = TokenPresented(token=IdToken(OWN_ID_TAG.lower()))
    assert await learned(runtime, charger, event) is None
