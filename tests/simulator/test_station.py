"""A station boots, charges, pauses and stops as people and the CSMS want it."""

import pytest

from .car import Car
from .fake_csms import FakeCsms, now
from .fleet import simulated
from .station import Station

TAG = "04A1B2C3"


def limit(amperes: float, transaction_id: object = 1) -> dict[str, object]:
    """Return a SetChargingProfile that limits a transaction."""
    return {
        "connectorId": 1,
        "csChargingProfiles": {
            "chargingProfileId": 7,
            "transactionId": transaction_id,
            "stackLevel": 1,
            "chargingProfilePurpose": "TxProfile",
            "chargingProfileKind": "Relative",
            "chargingSchedule": {
                "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": amperes}],
            },
        },
    }


async def charge(station: Station, car: Car | None = None) -> None:
    """Plug in, present a tag, and wait until the current flows."""
    station.plug_in(1, car)
    assert await station.present_tag(TAG) == "Accepted"
    await station.transaction_started(1)
    await station.status("Charging")


async def test_cold_boot(wallbox: Station, csms: FakeCsms) -> None:
    """A station that starts says who it is, then the status of all its parts."""
    await wallbox.delivered()
    assert [action for action, _ in csms.heard] == [
        "BootNotification",
        "StatusNotification",
        "StatusNotification",
    ]
    assert [said["connectorId"] for said in csms.said("StatusNotification")] == [0, 1]
    assert wallbox.violations == []


async def test_charging_with_a_tag(wallbox: Station, csms: FakeCsms) -> None:
    """A tag and a cable make a session, with the statuses in their order."""
    await charge(wallbox)
    await wallbox.present_tag(TAG)
    await wallbox.transaction_stopped(1)
    wallbox.unplug(1)
    await wallbox.delivered()
    assert [said["status"] for said in csms.said("StatusNotification")] == [
        *("Available", "Available"),
        *("Preparing", "Charging", "Finishing", "Available"),
    ]
    assert csms.said("StopTransaction")[0]["idTag"] == TAG
    assert wallbox.violations == []


async def test_remote_start(wallbox: Station, csms: FakeCsms) -> None:
    """A remote start asks about the tag, then starts, and ends remotely."""
    wallbox.plug_in(1)
    wanted = {"idTag": TAG, "connectorId": 1}
    assert await csms.ask("RemoteStartTransaction", wanted) == {"status": "Accepted"}
    transaction = await wallbox.transaction_started(1)
    assert csms.said("Authorize") == [{"idTag": TAG}]
    await csms.ask("RemoteStopTransaction", {"transactionId": transaction.id})
    await wallbox.transaction_stopped(1)
    assert csms.said("StopTransaction")[0]["reason"] == "Remote"


async def test_remote_start_before_the_cable(wallbox: Station, csms: FakeCsms) -> None:
    """A remote start waits for the cable, for as long as ConnectionTimeOut says."""
    await csms.ask("RemoteStartTransaction", {"idTag": TAG})
    await wallbox.sent("StatusNotification", status="Preparing")
    await wallbox.sent("StatusNotification", status="Available", connectorId=1)
    wallbox.plug_in(1)
    await wallbox.delivered()
    assert csms.said("StartTransaction") == []


async def test_energy_grows(wallbox: Station, csms: FakeCsms) -> None:
    """While a car charges the register grows by what the power says."""
    await charge(wallbox)
    await csms.ask(
        "ChangeConfiguration", {"key": "MeterValueSampleInterval", "value": "10"}
    )
    first = (await wallbox.sent("MeterValues"))["meterValue"][0]["sampledValue"]
    second = (await wallbox.sent("MeterValues"))["meterValue"][0]["sampledValue"]
    grown = float(second[0]["value"]) - float(first[0]["value"])
    assert grown == pytest.approx(11_000 * 10 / 3600, rel=0.3)
    assert float(second[1]["value"]) == pytest.approx(3 * 16 * 228.4, rel=0.01)


@pytest.mark.parametrize("amperes", [0.0, 5.9])
async def test_pause(wallbox: Station, csms: FakeCsms, amperes: float) -> None:
    """A limit below 6 A pauses the session, and more resumes it."""
    await charge(wallbox)
    assert await csms.ask("SetChargingProfile", limit(amperes)) == {
        "status": "Accepted"
    }
    await wallbox.status("SuspendedEVSE")
    await wallbox.until(lambda: wallbox.connectors[1].current_a == 0, "no current")
    await csms.ask("SetChargingProfile", limit(10))
    await wallbox.until(lambda: wallbox.connectors[1].current_a == 10, "10 A")
    assert wallbox.violations == []


async def test_full_car(wallbox: Station) -> None:
    """A car that has reached its target suspends the session itself."""
    await charge(wallbox, Car(soc_percent=70, target_soc_percent=70.2))
    await wallbox.status("SuspendedEV")
    await wallbox.sent("StatusNotification", status="SuspendedEV")


async def test_unplugging_ends_the_session(wallbox: Station, csms: FakeCsms) -> None:
    """Who pulls the cable out of the car ends the session, if the setting says so."""
    await charge(wallbox)
    wallbox.unplug(1)
    await wallbox.transaction_stopped(1)
    assert csms.said("StopTransaction")[0]["reason"] == "EVDisconnected"
    last = [said["status"] for said in csms.said("StatusNotification")][-3:]
    assert last == ["SuspendedEV", "Finishing", "Available"]


async def test_refused_tag(wallbox: Station, csms: FakeCsms) -> None:
    """A tag that the CSMS does not know starts nothing."""
    csms.answers["Authorize"] = {"idTagInfo": {"status": "Invalid"}}
    wallbox.plug_in(1)
    assert await wallbox.present_tag(TAG) == "Invalid"
    assert wallbox.connectors[1].transaction is None


async def test_tag_refused_at_the_start(wallbox: Station, csms: FakeCsms) -> None:
    """A session whose start is answered with Invalid ends as DeAuthorized."""
    csms.answers["StartTransaction"] = {
        "transactionId": 9,
        "idTagInfo": {"status": "Invalid"},
    }
    wallbox.plug_in(1)
    await wallbox.present_tag(TAG)
    stop = await wallbox.sent("StopTransaction")
    assert (stop["reason"], stop["transactionId"]) == ("DeAuthorized", 9)


async def test_family_tag(wallbox: Station, csms: FakeCsms) -> None:
    """A tag of the same family ends a session, a stranger's does not."""
    family = {"idTagInfo": {"status": "Accepted", "parentIdTag": "SMITH"}}
    csms.answers["Authorize"] = family
    csms.answers["StartTransaction"] = {"transactionId": 1, **family}
    await charge(wallbox)
    csms.answers["Authorize"] = {"idTagInfo": {"status": "Accepted"}}
    assert await wallbox.present_tag("STRANGER") == "Invalid"
    csms.answers["Authorize"] = family
    assert await wallbox.present_tag("PARTNER") == "Accepted"
    await wallbox.transaction_stopped(1)


@pytest.mark.parametrize(
    ("kind", "reason"), [("Hard", "HardReset"), ("Soft", "SoftReset")]
)
async def test_reset(wallbox: Station, csms: FakeCsms, kind: str, reason: str) -> None:
    """A reset ends the session with its reason, and the station boots again."""
    await charge(wallbox)
    assert await csms.ask("Reset", {"type": kind}) == {"status": "Accepted"}
    await wallbox.disconnected()
    await wallbox.booted()
    await wallbox.delivered()
    assert len(csms.said("BootNotification")) == 2
    assert csms.said("StopTransaction")[0]["reason"] == reason
    assert wallbox.violations == []


async def test_power_loss(wallbox: Station, csms: FakeCsms) -> None:
    """After a power failure the station boots and reports how the session ended."""
    await charge(wallbox)
    wallbox.power_loss(seconds=6)
    await wallbox.disconnected()
    await wallbox.booted()
    await wallbox.delivered()
    assert csms.said("StopTransaction")[0]["reason"] == "PowerLoss"
    assert [action for action, _ in csms.heard].count("BootNotification") == 2


async def test_availability_waits_for_the_session(
    wallbox: Station, csms: FakeCsms
) -> None:
    """A connector in use goes out of service when its session has ended."""
    await charge(wallbox)
    wanted = {"connectorId": 1, "type": "Inoperative"}
    assert await csms.ask("ChangeAvailability", wanted) == {"status": "Scheduled"}
    await wallbox.present_tag(TAG)
    await wallbox.status("Unavailable")


async def test_unlock(wallbox: Station, csms: FakeCsms) -> None:
    """Unlocking ends the session; a jammed lock says so."""
    await charge(wallbox)
    assert await csms.ask("UnlockConnector", {"connectorId": 1}) == {
        "status": "Unlocked"
    }
    assert (await wallbox.sent("StopTransaction"))["reason"] == "UnlockCommand"
    wallbox.connectors[1].jammed = True
    assert await csms.ask("UnlockConnector", {"connectorId": 1}) == {
        "status": "UnlockFailed"
    }


async def test_fault(wallbox: Station, csms: FakeCsms) -> None:
    """A fault is reported with its code and ends the session; a repair is, too."""
    await charge(wallbox)
    await wallbox.fault(1, "GroundFailure")
    assert csms.said("StatusNotification")[-1]["errorCode"] == "GroundFailure"
    assert csms.said("StopTransaction")[0]["reason"] == "Other"
    await wallbox.repair(1)
    assert csms.said("StatusNotification")[-1]["status"] == "Finishing"


async def test_heartbeats(csms: FakeCsms) -> None:
    """The heart beats at the interval that the boot was answered with."""
    async with simulated("wallbox11", csms.address, speed=3000) as station:
        for _ in range(3):
            await station.sent("Heartbeat")
        assert station.violations == []


async def test_pending(csms: FakeCsms) -> None:
    """A station that is Pending says nothing but boots again after the interval."""
    answers = iter(["Pending", "Pending", "Accepted"])
    csms.answers["BootNotification"] = lambda _: {
        "status": next(answers),
        "currentTime": now(),
        "interval": 6,
    }
    async with simulated("wallbox11", csms.address, speed=120) as station:
        await station.booted()
        assert [action for action, _ in csms.heard][:3] == ["BootNotification"] * 3


async def test_triggered_boot(csms: FakeCsms) -> None:
    """A station that is Pending is configured, booted by a trigger, and never obeys."""
    answers = iter(["Pending", "Accepted"])
    csms.answers["BootNotification"] = lambda _: {
        "status": next(answers),
        "currentTime": now(),
        "interval": 86400,
    }
    async with simulated("wallbox11", csms.address) as station:
        await station.answered("BootNotification")
        assert await csms.ask("RemoteStartTransaction", {"idTag": TAG}) == {
            "status": "Rejected"
        }
        await csms.ask("GetConfiguration", {"key": ["HeartbeatInterval"]})
        await csms.ask("TriggerMessage", {"requestedMessage": "BootNotification"})
        await station.booted()
        assert station.violations == [
            "RemoteStartTransaction: asked while BootNotification is Pending"
        ]


async def test_minimum_status_duration(wallbox: Station, csms: FakeCsms) -> None:
    """A status that passes too quickly is not told."""
    wallbox.cabinet.configuration.put("MinimumStatusDuration", "12")
    await wallbox.delivered()
    wallbox.plug_in(1)
    wallbox.unplug(1)
    wallbox.plug_in(1)
    await wallbox.sent("StatusNotification", status="Preparing")
    await wallbox.delivered()
    assert [said["status"] for said in csms.said("StatusNotification")] == [
        *("Available", "Available", "Preparing"),
    ]


async def test_authorization_kept_without_the_car(csms: FakeCsms) -> None:
    """A station may keep a session whose cable was pulled, and go on with it."""
    async with simulated("koolsign", csms.address, speed=600) as station:
        await station.booted()
        await charge(station)
        station.unplug(1)
        await station.status("SuspendedEV")
        station.plug_in(1)
        await station.status("Charging")
        assert csms.said("StopTransaction") == []


async def test_reconnects_without_booting(wallbox: Station, csms: FakeCsms) -> None:
    """A connection that is lost is dialled again, without a new boot."""
    await csms.hang_up()
    await wallbox.disconnected()
    await wallbox.booted()
    assert len(csms.said("BootNotification")) == 1
    assert wallbox.connection.connects == 2


async def test_refused_connection(csms: FakeCsms) -> None:
    """A station that is turned down knows the status and dials again."""
    csms.refuses_with = 404
    async with simulated("wallbox11", csms.address, speed=120) as station:
        assert await station.refused() == 404
        csms.refuses_with = None
        await station.booted()


async def test_credentials_and_path(csms: FakeCsms) -> None:
    """Identity, path, suffix, password and subprotocol are as the installer set them."""
    async with simulated(
        "wallbox11",
        f"{csms.address}ocpp/v1",
        identity="Garage 1/b",
        password=b"\x00secret",
        subprotocols=(),
        path_suffix="/?x=1",
    ) as station:
        await station.booted()
    assert csms.paths == ["/ocpp/v1/Garage%201%2Fb/?x=1"]
    assert csms.headers[0]["Authorization"] == "Basic R2FyYWdlIDEvYjoAc2VjcmV0"
    assert "Sec-WebSocket-Protocol" not in csms.headers[0]


async def test_new_password(wallbox: Station, csms: FakeCsms) -> None:
    """A new AuthorizationKey is used at once, on a new connection."""
    key = {"key": "AuthorizationKey", "value": "00112233445566778899AABBCCDDEEFF"}
    assert await csms.ask("ChangeConfiguration", key) == {"status": "Accepted"}
    await wallbox.until(lambda: wallbox.connection.connects == 2, "second connection")
    await wallbox.booted()
    assert "Authorization" not in csms.headers[0]
    assert csms.headers[1]["Authorization"].startswith("Basic ")


async def test_data_transfer_both_ways(wallbox: Station, csms: FakeCsms) -> None:
    """Vendors' own messages go both ways."""
    csms.answers["DataTransfer"] = {"status": "Accepted", "data": "fine"}
    assert await wallbox.data_transfer("Homebox", "hi") == ("Accepted", "fine")
    asked = {"vendorId": "Homebox", "messageId": "brightness"}
    assert await csms.ask("DataTransfer", asked) == {"status": "Accepted", "data": "80"}
    assert (await csms.ask("DataTransfer", {"vendorId": "x"}))["status"] == (
        "UnknownVendorId"
    )


async def test_local_list(wallbox: Station, csms: FakeCsms) -> None:
    """A list of tags is kept, changed and asked for its version."""
    entry = {"idTag": TAG, "idTagInfo": {"status": "Blocked"}}
    wanted = {"listVersion": 3, "updateType": "Full", "localAuthorizationList": [entry]}
    assert await csms.ask("SendLocalList", wanted) == {"status": "Accepted"}
    assert await csms.ask("GetLocalListVersion") == {"listVersion": 3}
    known = wallbox.authority.known(TAG.lower())
    assert known is not None
    assert known.status == "Blocked"


async def test_reservation(wallbox: Station, csms: FakeCsms) -> None:
    """A reserved connector says so, until it is cancelled or used."""
    wanted = {
        "connectorId": 1,
        "expiryDate": "2126-01-01T00:00:00Z",
        "idTag": TAG,
        "reservationId": 5,
    }
    assert await csms.ask("ReserveNow", wanted) == {"status": "Accepted"}
    await wallbox.status("Reserved")
    stranger = {"idTag": "STRANGER", "connectorId": 1}
    assert await csms.ask("RemoteStartTransaction", stranger) == {"status": "Rejected"}
    await charge(wallbox)
    assert csms.said("StartTransaction")[0]["reservationId"] == 5
