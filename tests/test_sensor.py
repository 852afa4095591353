"""What the sensors show."""

from collections.abc import Generator
from datetime import timedelta
from unittest.mock import patch

from homeassistant.const import (
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.local_ocpp.const import CONF_PASSWORD_HASH, CONF_SESSION_PRICE
from custom_components.local_ocpp.csms.domain.availability import (
    StationStatusReported,
)
from custom_components.local_ocpp.csms.domain.boot import Booted
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.metering import Quantity
from custom_components.local_ocpp.csms.domain.model.station import Fault, Identity
from custom_components.local_ocpp.csms.domain.security import PasswordHash
from custom_components.local_ocpp.csms.domain.transactions import (
    TransactionEnded,
)
from tests.conftest import Connect
from tests.sayings import (
    AVAILABLE,
    CHARGING,
    ENERGY,
    NOON,
    PLUG,
    POWER,
    began,
    metered,
    status,
)
from tests.scripted import ScriptedCharger
from tests.waiting import shown, until


@pytest.fixture(autouse=True)
def sensors_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.SENSOR]):
        yield


async def ended(charger: ScriptedCharger, meter_wh: float, reason: str) -> None:
    running = charger.state.connector(PLUG).transaction
    assert running
    await charger.say(
        TransactionEnded(
            transaction_id=running.id,
            at=NOON + timedelta(hours=1),
            meter_wh=meter_wh,
            reason=reason,
        )
    )


EVERYTHING = {
    ENERGY: 1_234_567.8,
    Quantity("Energy.Active.Export.Register", "Wh"): 12_345.6,
    Quantity("Energy.Reactive.Import.Register", "varh"): 2_345.6,
    Quantity("Energy.Reactive.Export.Register", "varh"): 345.6,
    Quantity("Energy.Active.Import.Interval", "Wh"): 31.25,
    Quantity("Energy.Active.Export.Interval", "Wh"): 0.0,
    Quantity("Energy.Reactive.Import.Interval", "varh"): 1.5,
    Quantity("Energy.Reactive.Export.Interval", "varh"): 0.5,
    Quantity("Energy.Active.Net", "Wh"): 1_222_222.2,
    Quantity("Energy.Reactive.Net", "varh"): 2_000.0,
    Quantity("Energy.Apparent.Net", "VAh"): 1_300_000.0,
    Quantity("Energy.Apparent.Import", "VAh"): 1_400_000.0,
    Quantity("Energy.Apparent.Export", "VAh"): 100_000.0,
    POWER: 7_360.4,
    Quantity("Power.Active.Export", "W"): 0.0,
    Quantity("Power.Offered", "W"): 11_040.0,
    Quantity("Power.Reactive.Import", "var"): 120.0,
    Quantity("Power.Reactive.Export", "var"): 0.0,
    Quantity("Power.Factor", ""): 0.98,
    Quantity("Current.Import", "A", "L1"): 16.004,
    Quantity("Current.Import", "A", "L2"): 15.996,
    Quantity("Current.Import", "A", "L3"): 0.0,
    Quantity("Current.Export", "A"): 0.0,
    Quantity("Current.Offered", "A"): 16.0,
    Quantity("Voltage", "V", "L1-N"): 230.14,
    Quantity("Voltage", "V", "L2-N"): 229.93,
    Quantity("Voltage", "V", "L3-N"): 231.02,
    Quantity("Voltage", "V", "L1-L2"): 398.5,
    Quantity("Power.Active.Import", "W", "L1"): 3_680.2,
    Quantity("Power.Active.Import", "W", "L2"): 3_680.2,
    Quantity("Power.Active.Import", "W", "L3"): 0.0,
    Quantity("Frequency", "Hz"): 49.981,
    Quantity("RPM", "rpm"): 1_200.0,
    Quantity("SoC", "%", None, "EV"): 63.0,
    Quantity("Temperature", "K", None, "Body"): 308.25,
    Quantity("Sun.Hours", "h"): 3.5,
}


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_everything(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    charger: ScriptedCharger,
    snapshot: SnapshotAssertion,
) -> None:
    """A charger that says everything has these sensors."""
    main_meter = {
        ENERGY: 5e6,
        POWER: 9_000.0,
        Quantity("Current.Import", "A", "L1"): 13.2,
    }
    await charger.say(
        CHARGING, began(), metered(EVERYTHING), metered(main_meter, plug=None)
    )
    await snapshot_platform(hass, er.async_get(hass), snapshot, loaded.entry_id)


@pytest.mark.parametrize(
    ("plug", "charging", "state"),
    [
        (ConnectorStatus.AVAILABLE, ChargingState.IDLE, "available"),
        (ConnectorStatus.OCCUPIED, ChargingState.EV_CONNECTED, "preparing"),
        (ConnectorStatus.OCCUPIED, ChargingState.CHARGING, "charging"),
        (ConnectorStatus.OCCUPIED, ChargingState.SUSPENDED_EV, "suspended_ev"),
        (ConnectorStatus.OCCUPIED, ChargingState.SUSPENDED_EVSE, "suspended_evse"),
        (ConnectorStatus.OCCUPIED, ChargingState.FINISHING, "finishing"),
        (ConnectorStatus.OCCUPIED, None, "preparing"),
        (ConnectorStatus.RESERVED, ChargingState.IDLE, "reserved"),
        (ConnectorStatus.UNAVAILABLE, None, "unavailable"),
        (ConnectorStatus.FAULTED, ChargingState.CHARGING, "faulted"),
    ],
)
async def test_status(
    hass: HomeAssistant,
    charger: ScriptedCharger,
    plug: ConnectorStatus,
    charging: ChargingState | None,
    state: str,
) -> None:
    """What is out of order wins over what the car does."""
    await charger.say(status(plug, charging))
    assert shown(hass, "sensor", "1_status") == state


async def test_offline(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """Of a charger that is away nothing is known, and all of it again when it is back."""
    await charger.say(CHARGING, metered({ENERGY: 1000, POWER: 7000}))
    await charger.disconnect()
    assert shown(hass, "sensor", "1_power") == STATE_UNAVAILABLE
    assert shown(hass, "sensor", "1_energy") == STATE_UNAVAILABLE
    await charger.connect()
    assert shown(hass, "sensor", "1_power") == "7000"
    assert shown(hass, "sensor", "1_energy") == "1.0"


async def test_session(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A session is shown while it runs, and as it ended until the next begins."""
    await charger.say(CHARGING, began(1000), metered({ENERGY: 3500}, minutes=30))
    assert shown(hass, "sensor", "1_session_energy") == "2.5"
    assert shown(hass, "sensor", "1_session_started") == NOON.isoformat()
    assert shown(hass, "sensor", "1_session_id_tag") == "04A1B2C3"
    assert shown(hass, "sensor", "1_stop_reason") == STATE_UNKNOWN
    await ended(charger, 4321, "EVDisconnected")
    assert shown(hass, "sensor", "1_session_energy") == "3.321"
    assert shown(hass, "sensor", "1_stop_reason") == "ev_disconnected"


async def test_session_energy_counts_each_session_alone(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """Statistics add up sessions: each begins at zero, at its own time."""
    await charger.say(CHARGING, began(1000), metered({ENERGY: 3500}, minutes=30))
    state = hass.states.get("sensor.garage_1_session_energy")
    assert state
    assert state.attributes["state_class"] == "total"
    assert state.attributes["last_reset"] == NOON.isoformat()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("DeAuthorized", "de_authorized"),
        ("SOCLimitReached", "soc_limit_reached"),
        ("powerloss", "power_loss"),
        ("ButtonPressed", "other"),
    ],
)
async def test_stop_reason(
    hass: HomeAssistant, charger: ScriptedCharger, said: str, state: str
) -> None:
    """A reason that OCPP does not know is another one."""
    await charger.say(CHARGING, began())
    await ended(charger, 2000, said)
    assert shown(hass, "sensor", "1_stop_reason") == state


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (None, "no_error"),
        (Fault(code="GroundFailure"), "ground_failure"),
        (Fault(code="Error", text="E42", vendor_code="17"), "other_error"),
    ],
)
async def test_error_code(
    hass: HomeAssistant, charger: ScriptedCharger, fault: Fault | None, state: str
) -> None:
    """An error that OCPP does not know is another one, with the vendor's words beside it."""
    await charger.say(
        status(
            ConnectorStatus.FAULTED if fault else ConnectorStatus.AVAILABLE, fault=fault
        )
    )
    entity = hass.states.get("sensor.garage_1_error_code")
    assert entity
    assert entity.state == state
    assert entity.attributes["text"] == (fault.text if fault else None)
    assert entity.attributes["vendor_code"] == (fault.vendor_code if fault else None)


async def test_error_of_the_station(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """What is wrong with the station is wrong with its plugs."""
    await charger.say(AVAILABLE)
    fault = Fault(code="HighTemperature")
    await charger.say(
        StationStatusReported(status=ConnectorStatus.FAULTED, fault=fault)
    )
    assert shown(hass, "sensor", "1_error_code") == "high_temperature"
    await charger.say(StationStatusReported(status=ConnectorStatus.AVAILABLE))
    assert shown(hass, "sensor", "1_error_code") == "no_error"


async def test_session_cost(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """With a price, a session has a cost, at once."""
    await charger.say(CHARGING, began(0), metered({ENERGY: 10_000}, minutes=30))
    assert shown(hass, "sensor", "1_session_cost") is None
    hass.config_entries.async_update_entry(loaded, options={CONF_SESSION_PRICE: 0.3})
    await hass.async_block_till_done()
    state = hass.states.get("sensor.garage_1_session_cost")
    assert state
    assert state.state == "3.0"
    assert state.attributes["unit_of_measurement"] == hass.config.currency


async def test_security_profile(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """A charger that gets a password is protected by it at once."""
    assert shown(hass, "sensor", "0_security_profile") == "0"
    station = loaded.subentries[charger.feed.subentry_id]
    password = PasswordHash(salt=b"salt", digest=b"digest").dump()
    hass.config_entries.async_update_subentry(
        loaded, station, data={**station.data, CONF_PASSWORD_HASH: password}
    )
    await hass.async_block_till_done()
    assert shown(hass, "sensor", "0_security_profile") == "1"


async def test_last_restart(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A boot is the last restart."""
    await charger.say(Booted(identity=Identity(vendor="Acme", model="Box")))
    booted_at = charger.state.booted_at
    assert booted_at
    assert shown(hass, "sensor", "0_last_restart") == booted_at.isoformat(
        timespec="seconds"
    )


@pytest.mark.parametrize("model", ["wallbox11", "wallbox201"])
async def test_real_charger(hass: HomeAssistant, connect: Connect, model: str) -> None:
    """A session at a real charger is shown, whatever version of OCPP it speaks."""
    async with connect(model, speed=200) as station:
        await until(hass, "sensor.garage_1_status", "available")
        station.plug_in()
        await station.present_tag("04A1B2C3")
        await until(hass, "sensor.garage_1_status", "charging")
        await until(hass, "sensor.garage_1_session_rfid_tag", "04A1B2C3")
        station.unplug()
        await until(hass, "sensor.garage_1_stop_reason", "ev_disconnected")
        assert float(shown(hass, "sensor", "1_session_energy") or 0) > 0
        assert float(shown(hass, "sensor", "1_energy") or 0) > 0
