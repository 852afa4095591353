"""What a station is, can and was doing, after a restart."""

from dataclasses import replace
from pathlib import Path
import sqlite3

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.learned import Learned, LimitMeans
from custom_components.local_ocpp.csms.domain.model.limit import Limit, LimitInForce
from custom_components.local_ocpp.csms.domain.model.metering import (
    EnergyRegister,
    Meter,
)
from custom_components.local_ocpp.csms.domain.model.profile import Purpose, RateUnit
from custom_components.local_ocpp.csms.domain.model.station import (
    Connector,
    Identity,
    StationState,
)
from custom_components.local_ocpp.csms.ledger import Ledger

from .told import CARPORT, GARAGE, began, ended, metered, minute

PLUG = ConnectorRef(1)
MEANS = LimitMeans(purpose=Purpose.TX, rate_unit=RateUnit.A, stack_level=1)
KNOWN = StationState(
    id=GARAGE,
    ocpp_version="ocpp1.6",
    identity=Identity(vendor="ACME", model="Home 11", serial="1"),
    booted_at=minute(-5),
    learned=Learned(
        interviewed_at=minute(-4),
        feature_profiles=frozenset({"Core", "SmartCharging"}),
        variables={"NumberOfConnectors": "1"},
        limit_means={PLUG: (MEANS,)},
    ),
    connectors={
        PLUG: Connector(
            status=ConnectorStatus.OCCUPIED,
            charging=ChargingState.CHARGING,
            meter=Meter(register=EnergyRegister(raw_wh=1000, at=minute(0))),
            limit=LimitInForce(limit=Limit(amount=10), at=minute(0), means=MEANS),
        )
    },
)


async def test_unknown_station_is_a_blank(ledger: Ledger) -> None:
    """Nothing is known of a station never heard of."""
    assert await ledger.recall(GARAGE) == StationState(id=GARAGE)


async def test_station_is_recalled_after_a_restart(ledger: Ledger, path: Path) -> None:
    """Name plate, abilities, limits and plugs are as they were; it is not online."""
    ledger.remember(replace(KNOWN, adopted=True, online=True))
    await ledger.close()
    again = await Ledger.open(path)
    assert await again.recall(GARAGE) == KNOWN
    await again.close()


async def test_newest_memory_counts(ledger: Ledger) -> None:
    """Of many changes in a moment the last one is kept."""
    for version in "ocpp1.6", "ocpp2.0.1", "ocpp2.1":
        ledger.remember(replace(KNOWN, ocpp_version=version))
    assert (await ledger.recall(GARAGE)).ocpp_version == "ocpp2.1"


async def test_readings_are_not_recalled(ledger: Ledger) -> None:
    """What flowed an hour ago says nothing; what was counted stays."""
    meter = Meter().with_sample(metered(0, 1000))
    ledger.remember(KNOWN.with_connector(PLUG, meter=meter))
    recalled = (await ledger.recall(GARAGE)).connector(PLUG).meter
    assert recalled == Meter(register=meter.register)


async def test_forgotten_station_leaves_its_sessions(ledger: Ledger) -> None:
    """Removing a charger does not remove what it charged."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.close_transaction(GARAGE, ended(opened.id))
    ledger.remember(KNOWN)
    await ledger.forget(GARAGE)
    assert (await ledger.recall(GARAGE)).identity is None
    assert len(await ledger.sessions(station=GARAGE)) == 1


async def test_running_session_is_recalled_with_its_energy(ledger: Ledger) -> None:
    """A restart in the middle of a session loses no energy."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_sample(GARAGE, opened.id, metered(30, 4500))
    recalled = (await ledger.recall(GARAGE)).connector(PLUG)
    assert recalled.transaction == replace(opened, meter_wh=4500)
    assert recalled.last_transaction is None


async def test_latest_session_of_each_plug_is_recalled(ledger: Ledger) -> None:
    """A replay of an older session does not pass for the last one."""
    for plug, at in (1, 0), (1, -300), (2, -600):
        opened = await ledger.open_transaction(
            GARAGE, began(at, connector=plug), named=False
        )
        await ledger.close_transaction(GARAGE, ended(opened.id, at + 60))
    recalled = await ledger.recall(GARAGE)
    assert {
        ref: plug.last_transaction and plug.last_transaction.started_at
        for ref, plug in recalled.connectors.items()
    } == {ConnectorRef(1): minute(0), ConnectorRef(2): minute(-600)}


async def test_sessions_of_others_are_not_recalled(ledger: Ledger) -> None:
    """Each station has its own."""
    await ledger.open_transaction(CARPORT, began(), named=False)
    assert await ledger.recall(GARAGE) == StationState(id=GARAGE)


async def test_register_catches_up_with_the_session(ledger: Ledger) -> None:
    """After a crash the register has counted all that the session's samples tell."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    ledger.remember(KNOWN.with_connector(PLUG, transaction=opened))
    await ledger.keep_sample(GARAGE, opened.id, metered(30, 4500))
    register = (await ledger.recall(GARAGE)).connector(PLUG).meter.register
    assert (register.total_wh, register.at) == (4500, minute(30))


async def test_register_catches_up_with_a_clock_that_lags(ledger: Ledger) -> None:
    """A station whose clock is slow has charged all the same."""
    ledger.remember(KNOWN)
    opened = await ledger.open_transaction(GARAGE, began(-90), named=False)
    await ledger.keep_sample(GARAGE, opened.id, metered(-60, 4500))
    register = (await ledger.recall(GARAGE)).connector(PLUG).meter.register
    assert (register.total_wh, register.at) == (4500, minute(0))


async def test_register_that_counts_sessions_catches_up_once(ledger: Ledger) -> None:
    """A station that counts from zero: a session is added whether it was seen or not."""
    register = EnergyRegister(raw_wh=7000, at=minute(0), counts_sessions=True)
    ledger.remember(KNOWN.with_connector(PLUG, meter=Meter(register=register)))
    opened = await ledger.open_transaction(GARAGE, began(5, meter_wh=0), named=False)
    await ledger.keep_sample(GARAGE, opened.id, metered(30, 500))
    recalled = await ledger.recall(GARAGE)
    assert recalled.connector(PLUG).meter.register.total_wh == 7500
    ledger.remember(recalled)
    again = (await ledger.recall(GARAGE)).connector(PLUG).meter.register
    assert again.total_wh == 7500


async def test_session_from_the_future_does_not_stop_the_register(
    ledger: Ledger,
) -> None:
    """A station whose clock is years ahead must be heard after the restart as well."""
    ahead = 60 * 24 * 365 * 20
    await ledger.open_transaction(GARAGE, began(ahead), named=False)
    ledger.remember(KNOWN)
    register = (await ledger.recall(GARAGE)).connector(PLUG).meter.register
    assert register.at
    assert register.at < minute(ahead)


@pytest.mark.parametrize("memory", ["", "{", "null", "[]", '{"state": {"id": 1}}'])
async def test_unreadable_memory_is_no_memory(
    ledger: Ledger, path: Path, memory: str
) -> None:
    """What another version or a stray hand wrote is learned anew."""
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO station_v1 VALUES (?, ?)", (GARAGE, memory))
    connection.close()
    assert await ledger.recall(GARAGE) == StationState(id=GARAGE)
