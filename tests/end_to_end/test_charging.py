"""Chargers are taken in, started, limited, paused and stopped, and their sessions are kept."""

from collections.abc import Callable

import pytest

from tests.simulator import Car, simulated

from .charger import Charger, between
from .home_assistant import CommandRefused, HomeAssistant, State
from .local_ocpp import CHARGER, LocalOcpp
from .told import complaints, told_sessions

SPEED = 30  # a car ramps up and a meter is read in less than a second

# What they can, and how slow they are, times this.
CERTIFIED_SCALE = 0.01


async def test_a_discovered_charger_becomes_a_device(central: LocalOcpp) -> None:
    """It waits to be confirmed, untrusted, and then shows what it is."""
    async with simulated("wallbox11", central.address, identity="NEW-1") as station:
        found = await central.discovered("NEW-1")
        assert found["context"]["title_placeholders"]["name"] == "NEW-1 (Homebox HB-11)"
        assert not station.online
        await central.take_in("NEW-1", name="Garage")
        await station.booted()
        device = await Charger(central.home, station).device()
    assert device["name"] == "Garage"
    assert (device["manufacturer"], device["model"]) == ("Homebox", "HB-11")
    assert (device["sw_version"], device["serial_number"]) == ("3.4.1", "SN-NEW-1")
    await central.remove("NEW-1")
    assert await Charger(central.home, station).device() is None


async def test_two_discovered_at_once_both_survive(central: LocalOcpp) -> None:
    """Taking one in leaves the other waiting, and then takes that in, too."""
    async with (
        simulated("wallbox11", central.address, identity="TWIN-1") as one,
        simulated("wallbox11", central.address, identity="TWIN-2") as another,
    ):
        await central.discovered("TWIN-1")
        await central.discovered("TWIN-2")
        await central.take_in("TWIN-1")
        await one.booted()
        await central.take_in("TWIN-2")
        await another.booted()
        assert one.connection.connects == another.connection.connects == 1
    for identity in ("TWIN-1", "TWIN-2"):
        await central.remove(identity)


async def test_a_car_is_charged_limited_paused_and_stopped(central: LocalOcpp) -> None:
    """What flows into the car is what its owner set; what is kept is what flowed."""
    async with central.charger(identity="CHARGE-1", speed=SPEED) as charger:
        charger.station.plug_in()
        await charger.shows("sensor", "status", "preparing")
        await charger.switch(on=True)
        await charger.draws(16)
        await charger.shows("sensor", "power", between(10_000, 11_040))
        await charger.limit(10)
        await charger.draws(10)
        await charger.limit(0)
        await charger.draws(0)
        await charger.shows("sensor", "status", "suspended_evse")
        await charger.shows("switch", "charging", "on")
        await charger.switch(on=True)
        await charger.draws(16)
        await charger.switch(on=False)
        await charger.draws(0)
        await charger.shows("switch", "charging", "off")
        await _as_told(charger)


@pytest.mark.parametrize("model", ["cstechnology", "ecarplug", "evsis", "koolsign"])
async def test_a_certified_station_is_driven_within_its_limits(
    central: LocalOcpp, model: str
) -> None:
    """Each of them charges, obeys a limit and stops, and has nothing to object to."""
    async with central.charger(
        model, model.upper(), max_current=32, speed=SPEED, time_scale=CERTIFIED_SCALE
    ) as charger:
        charger.station.plug_in(1, Car(max_current_a=32, max_direct_current_a=100))
        await charger.shows("sensor", "status", "preparing")
        await charger.act("start_charging", connector=1)
        await charger.draws(32)  # no more than the installer allows
        await charger.limit(8)
        await charger.draws(8)
        # Where it is derived, it is as much too high as time is too fast here.
        await charger.shows("sensor", "power", between(1_000, 10_000 * SPEED))
        await charger.act("stop_charging", connector=1)
        await charger.shows("sensor", "stop_reason", "remote")
        await _as_told(charger)


async def test_a_station_of_ocpp_2_is_driven_alike(central: LocalOcpp) -> None:
    """The newer protocol makes no difference to its owner."""
    async with central.charger(
        "wallbox201", "CARPORT", max_current=32, speed=SPEED
    ) as charger:
        charger.station.plug_in()
        await charger.shows("sensor", "ocpp_version", "2.0.1", connector=0)
        await charger.switch(on=True)
        await charger.draws(16)
        await charger.limit(6)
        await charger.draws(6)
        await charger.limit(0)
        await charger.draws(0)
        await charger.switch(on=False)
        await charger.shows("switch", "charging", "off")
        [session] = await charger.sessions()
        begun = charger.station.model.hardware.register_wh
        grown = charger.station.connectors[1].register_wh - begun
        assert session["energy_wh"] == pytest.approx(grown, abs=0.01)
        assert charger.station.violations == []


async def test_each_connector_is_a_device_of_its_own(central: LocalOcpp) -> None:
    """Of two plugs, one is limited and the other is not."""
    async with central.charger(
        "evsis", "TWO-PLUGS", max_current=200, speed=SPEED, time_scale=CERTIFIED_SCALE
    ) as charger:
        for connector in (1, 2):
            charger.station.plug_in(connector, Car(max_direct_current_a=90))
            await charger.switch(on=True, connector=connector)
            await charger.draws(90, connector)
        await charger.limit(20, connector=2)
        await charger.draws(20, connector=2)
        await charger.draws(90, connector=1)
        station, plugs = (
            await charger.device(),
            [await charger.device(n) for n in (1, 2)],
        )
        assert {plug["parent_device_id"] for plug in plugs} == {station["id"]}
        with pytest.raises(CommandRefused) as refused:
            await charger.act("stop_charging")
        assert refused.value.translation_key == "connector_needed"


async def test_power_is_derived_where_a_station_does_not_tell(
    central: LocalOcpp,
) -> None:
    """Two readings of its energy register make a power, close to the true one."""
    car = Car(max_direct_current_a=50, ramp_a_per_s=1_000)
    async with (
        central.options(meter_interval=1),
        central.charger(
            "cstechnology", "DERIVED", max_current=200, time_scale=CERTIFIED_SCALE
        ) as charger,
    ):
        charger.station.plug_in(1, car)
        await charger.switch(on=True)
        await charger.draws(50)
        true_w = charger.station.connectors[1].power_w
        await charger.shows("sensor", "power", between(0.95 * true_w, 1.05 * true_w))


async def test_a_tag_is_learned_by_holding_it_to_the_charger(
    central: LocalOcpp,
) -> None:
    """The form that follows knows the tag's number, and adds it."""
    home = central.home
    async with central.charger(identity="LEARN-1") as charger:
        flow = await home.subentry_flow(central.entry_id, "id_tag")
        async with home.events("data_entry_flow_progressed") as progress:
            said = await home.answer_subentry_flow(
                flow["flow_id"], {"next_step_id": "learn"}
            )
            assert said["type"] == "progress"
            await charger.station.present_tag("04FFEE11")
            await progress.get()
        form = await home.answer_subentry_flow(flow["flow_id"])
        number = next(
            field for field in form["data_schema"] if field["name"] == "id_tag"
        )
        assert number["description"]["suggested_value"] == "04FFEE11"
        await home.answer_subentry_flow(
            flow["flow_id"], {"id_tag": "04FFEE11", "name": "Anna"}
        )
    assert (await central.subentries("id_tag"))["id_tag_04ffee11"]["title"] == "Anna"
    await central.forget_tag("04FFEE11")


async def test_only_known_tags_charge_where_the_owner_says_so(
    central: LocalOcpp,
) -> None:
    """An unknown tag is refused, a known one charges; both are seen, and scanned."""
    async with (
        central.options(who_may_charge="known_tags"),
        central.tag("04AA0001", "Anna"),
        central.charger(identity="TAGS-1", speed=SPEED) as charger,
        central.home.events("tag_scanned") as scans,
    ):
        await charger.shows("sensor", "status", "available")
        charger.station.plug_in()
        assert await charger.station.present_tag("04BB0002") == "Invalid"
        refused = await charger.shows("event", "id_tag", _happened("refused"))
        assert refused.attributes["id_tag"] == "04BB0002"
        assert await charger.station.present_tag("04AA0001") == "Accepted"
        accepted = await charger.shows("event", "id_tag", _happened("accepted"))
        assert accepted.attributes["name"] == "Anna"
        await charger.shows("sensor", "session_id_tag", "04AA0001")
        scanned = [(await scans.get())["data"] for _ in range(2)]
        assert [scan["tag_id"] for scan in scanned] == ["04BB0002", "04AA0001"]
        assert scanned[0]["device_id"] == (await charger.device())["id"]


async def test_its_energy_and_power_suit_the_energy_dashboard(
    central: LocalOcpp,
) -> None:
    """Home Assistant finds nothing wrong with them, and keeps statistics of them."""
    home = central.home
    async with central.charger(identity="ENERGY-1", speed=SPEED) as charger:
        charger.station.plug_in()
        await charger.switch(on=True)
        await charger.draws(16)
        energy = await charger.entity_id("sensor", "energy")
        power = await charger.entity_id("sensor", "power")
        consumer = {"stat_consumption": energy, "stat_rate": power}
        await home.command("energy/save_prefs", device_consumption=[consumer])
        problems = await home.command("energy/validate")
        await home.command("energy/save_prefs", device_consumption=[])
        kept = {
            each["statistic_id"]: each
            for each in await home.command("recorder/list_statistic_ids")
        }
    # Statistics are made every five minutes: we do not wait for the first.
    found = {each["type"] for each in problems["device_consumption"][0]}
    assert found <= {"statistics_not_defined"}
    assert kept[energy]["has_sum"]
    assert kept[energy]["statistics_unit_of_measurement"] == "kWh"
    assert kept[power]["statistics_unit_of_measurement"] == "W"


async def test_changing_settings_disturbs_no_charger(central: LocalOcpp) -> None:
    """Options, a new charger, a new name: nobody is disconnected, nothing flickers."""
    async with (
        central.charger(identity="STAYS-1", speed=SPEED) as charger,
        central.home.events("state_changed") as changes,
    ):
        await charger.shows("sensor", "status", "available")
        connected = await charger.entity_id("binary_sensor", "connected", connector=0)
        async with (
            central.options(session_price=0.3),
            central.charger(identity="COMES-1"),
            central.tag("04CC0003", "Carl"),
        ):
            await charger.shows("sensor", "session_cost", "unknown")
        assert charger.station.connection.connects == 1
        seen = [changes.get_nowait() for _ in range(changes.qsize())]
        assert connected not in {change["data"]["entity_id"] for change in seen}


async def test_an_unknown_charger_can_be_refused_or_taken_in_at_once(
    central: LocalOcpp,
) -> None:
    """`refuse` answers 404; `accept` adds it without a question."""
    async with (
        central.options(unknown_stations="refuse"),
        simulated("wallbox11", central.address, identity="BAD-1") as station,
    ):
        assert await station.refused() == 404
    async with (
        central.options(unknown_stations="accept"),
        simulated("wallbox11", central.address, identity="ANY-1") as station,
    ):
        await station.booted()
        await Charger(central.home, station).shows("sensor", "status", "available")
    await central.remove("ANY-1")


async def test_what_an_offline_charger_cannot_do_is_said(central: LocalOcpp) -> None:
    """The owner reads that it is not connected; everything else is unavailable."""
    async with central.charger(identity="GONE-1") as charger:
        await charger.shows("sensor", "status", "available")
        await charger.station.close()
        await charger.shows("binary_sensor", "connected", "off", connector=0)
        await charger.shows("sensor", "status", "unavailable")
        with pytest.raises(CommandRefused) as refused:
            await charger.act("start_charging")
        assert refused.value.translation_key == "station_offline"
        assert "GONE-1 is not connected" in refused.value.message


async def test_a_charger_proves_itself_by_its_password(
    home: HomeAssistant, central: LocalOcpp
) -> None:
    """Added by hand with a password, it is let in with that, and with no other."""
    answers = {"identity": "SECRET-1", "name": "Vault", "password": "open sesame 123"}
    await home.subentry_flow(central.entry_id, "station", {**CHARGER, **answers})
    async with simulated(
        "wallbox11", central.address, identity="SECRET-1", password="guess"
    ) as thief:
        assert await thief.refused() == 401
    async with simulated(
        "wallbox11", central.address, identity="SECRET-1", password="open sesame 123"
    ) as station:
        await station.booted()
    await central.remove("SECRET-1")


async def _as_told(charger: Charger) -> None:
    """The one session is kept as the station told it, and it has nothing to object to."""
    await charger.station.delivered()
    told, rows = told_sessions(charger.station), await charger.sessions()
    assert len(told) == 1
    assert told[0].meter_stop_wh is not None
    assert rows[0]["energy_wh"] == told[0].meter_stop_wh - told[0].meter_start_wh > 0
    assert complaints(told, rows) == []
    assert charger.station.violations == []


def _happened(event_type: str) -> Callable[[State], bool]:
    return lambda state: state.attributes.get("event_type") == event_type
