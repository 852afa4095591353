"""A strict CSMS and a station that is connected to it."""

from collections.abc import AsyncIterator

import pytest

from .fake_csms import FakeCsms, fake_csms
from .fleet import simulated
from .station import Station


@pytest.fixture
async def csms(socket_enabled: None) -> AsyncIterator[FakeCsms]:
    async with fake_csms() as running:
        yield running
        assert running.complaints == []


@pytest.fixture
async def wallbox(csms: FakeCsms) -> AsyncIterator[Station]:
    """A booted 11 kW wallbox in OCPP 1.6, where a minute takes half a second."""
    async with simulated("wallbox11", csms.address, speed=120) as station:
        await station.booted()
        yield station


@pytest.fixture
async def wallbox201(csms: FakeCsms) -> AsyncIterator[Station]:
    """A booted wallbox in OCPP 2.0.1, where a minute takes half a second."""
    async with simulated("wallbox201", csms.address, speed=120) as station:
        await station.booted()
        yield station
