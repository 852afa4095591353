"""A station notes what its CSMS does wrong, and refuses it."""

from typing import Any

import pytest

from .fake_csms import FakeCsms
from .fleet import simulated
from .station import Station
from .test_station import charge, limit


def profile(**more: Any) -> dict[str, Any]:
    """Return a default profile with something in it changed."""
    schedule = {
        "startSchedule": "2026-11-21T00:00:00Z",
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 10.0}],
        **more.pop("schedule", {}),
    }
    return {
        "connectorId": more.pop("connectorId", 1),
        "csChargingProfiles": {
            "chargingProfileId": 1,
            "stackLevel": 0,
            "chargingProfilePurpose": "TxDefaultProfile",
            "chargingProfileKind": "Absolute",
            "chargingSchedule": schedule,
            **more,
        },
    }


def periods(count: int) -> dict[str, Any]:
    return {
        "schedule": {
            "chargingSchedulePeriod": [
                {"startPeriod": number * 60, "limit": 6.0 + number % 9}
                for number in range(count)
            ]
        }
    }


@pytest.mark.parametrize(
    ("wrong", "objection"),
    [
        (profile(stackLevel=9), "stack level 9, where 8 is the highest"),
        (profile(connectorId=2), "there is no connector 2"),
        (profile(**periods(25)), "25 periods, where 24 are allowed"),
        (profile(transactionId=3), "TxDefaultProfile with a transactionId"),
        (limit(10), "TxProfile while no transaction runs on connector 1"),
        (
            profile(chargingProfilePurpose="ChargePointMaxProfile"),
            "ChargePointMaxProfile on connector 1, where only 0 can have it",
        ),
        (
            profile(chargingProfileKind="Relative"),
            "startSchedule in a Relative profile",
        ),
        (
            profile(chargingProfileKind="Recurring"),
            "recurrencyKind missing from a Recurring profile",
        ),
        (
            profile(
                schedule={"chargingSchedulePeriod": [{"startPeriod": 5, "limit": 6}]}
            ),
            "the first period does not start at 0",
        ),
    ],
)
async def test_wrong_profiles(
    wallbox: Station, csms: FakeCsms, wrong: dict[str, Any], objection: str
) -> None:
    """A profile against the rules is rejected, and the rule named."""
    assert await csms.ask("SetChargingProfile", wrong) == {"status": "Rejected"}
    assert wallbox.violations == [f"SetChargingProfile: {objection}"]


async def test_a_right_profile(wallbox: Station, csms: FakeCsms) -> None:
    """A profile within all limits is accepted and obeyed."""
    assert await csms.ask("SetChargingProfile", profile()) == {"status": "Accepted"}
    await charge(wallbox)
    await wallbox.until(lambda: wallbox.connectors[1].current_a == 10, "10 A")
    assert wallbox.violations == []


async def test_watts_where_only_amperes_are(csms: FakeCsms) -> None:
    """A station that counts amperes objects to watts."""
    async with simulated("koolsign", csms.address, speed=1000) as station:
        await station.booted()
        wrong = profile(schedule={"chargingRateUnit": "W"})
        assert await csms.ask("SetChargingProfile", wrong) == {"status": "Rejected"}
        assert station.violations == [
            "SetChargingProfile: chargingRateUnit W, where only A is"
        ]


async def test_too_many_keys(csms: FakeCsms) -> None:
    """A station that takes three keys at a time refuses four."""
    async with simulated("evsis", csms.address, speed=1000) as station:
        await station.booted()
        answer = await csms.ask("GetConfiguration", {"key": ["A", "B", "C"]})
        assert answer == {"configurationKey": [], "unknownKey": ["A", "B", "C"]}
        refusal = await csms.ask("GetConfiguration", {"key": ["A", "B", "C", "D"]})
        assert refusal == "PropertyConstraintViolation"
        assert station.violations == ["GetConfiguration: 4 keys, where 3 are allowed"]


async def test_an_interval_out_of_bounds(csms: FakeCsms) -> None:
    """A sample interval that the station cannot do is refused."""
    async with simulated("cstechnology", csms.address, speed=1000) as station:
        await station.booted()
        wanted = {"key": "MeterValueSampleInterval", "value": "300"}
        assert await csms.ask("ChangeConfiguration", wanted) == {"status": "Rejected"}
        assert station.violations == [
            "ChangeConfiguration: MeterValueSampleInterval: 300 is outside 1..60"
        ]


async def test_the_local_list_in_pieces(csms: FakeCsms) -> None:
    """A station that takes one tag a message refuses two."""
    async with simulated("cstechnology", csms.address, speed=1000) as station:
        await station.booted()
        entries = [
            {"idTag": tag, "idTagInfo": {"status": "Accepted"}} for tag in ("A", "B")
        ]
        wanted = {
            "listVersion": 1,
            "updateType": "Full",
            "localAuthorizationList": entries,
        }
        assert await csms.ask("SendLocalList", wanted) == {"status": "Failed"}
        assert station.violations == ["SendLocalList: 2 tags, where 1 are allowed"]


async def test_asking_too_early(csms: FakeCsms) -> None:
    """A CSMS has to answer the boot before it asks for anything."""
    csms.answers["BootNotification"] = lambda _: None
    async with simulated("wallbox11", csms.address, speed=60) as station:
        await station.sent("BootNotification")
        await csms.ask("GetConfiguration")
        assert station.violations == [
            "GetConfiguration: asked while BootNotification is not answered"
        ]


async def test_asking_twice_at_once(csms: FakeCsms) -> None:
    """A CSMS has to wait for an answer before it asks the next."""
    async with simulated("koolsign", csms.address, speed=2) as station:
        await station.booted()
        await csms.send([2, "1", "ClearCache", {}])
        csms.answers.clear()
        await csms.send([2, "2", "GetLocalListVersion", {}])
        await station.received("GetLocalListVersion")
        assert station.violations == [
            "GetLocalListVersion: asked before the last answer"
        ]


@pytest.mark.parametrize(
    ("frame", "violation"),
    [
        ("[2,", "no OCPP message: [2,"),
        ([3, "x", {}], "answer to x, which was not asked"),
        ([2, "x" * 37, "Reset"], "no OCPP message"),
    ],
)
async def test_broken_frames(
    wallbox: Station, csms: FakeCsms, frame: Any, violation: str
) -> None:
    """Frames that are none are noted and cost nothing else."""
    await csms.send(frame)
    await wallbox.until(lambda: bool(wallbox.violations), "a violation")
    assert wallbox.violations[0].startswith(violation)
    assert wallbox.online


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("Reset", {"type": "Gentle"}, "FormationViolation"),
        ("Reset", {}, "ProtocolError"),
        ("ChangeConfiguration", {"key": 1, "value": "1"}, "TypeConstraintViolation"),
    ],
)
async def test_payloads_against_the_schema(
    wallbox: Station, csms: FakeCsms, action: str, payload: dict[str, Any], code: str
) -> None:
    """A payload against its schema gets the error code of OCPP 1.6."""
    assert await csms.ask(action, payload) == code
    assert len(wallbox.violations) == 1


@pytest.mark.parametrize(
    ("action", "code"),
    [("GetDiagnostics", "NotSupported"), ("MakeCoffee", "NotImplemented")],
)
async def test_actions_that_are_not_there(
    wallbox: Station, csms: FakeCsms, action: str, code: str
) -> None:
    """An action that is known but not supported is told from one that is neither."""
    assert await csms.ask(action, {"location": "http://x"}) == code
    assert wallbox.violations == []


async def test_answers_are_checked_too(wallbox: Station, csms: FakeCsms) -> None:
    """A wrong clock and a transaction id used twice are noted."""
    csms.answers["Heartbeat"] = {"currentTime": "2001-01-01T00:00:00Z"}
    await csms.ask("TriggerMessage", {"requestedMessage": "Heartbeat"})
    await wallbox.answered("Heartbeat")
    csms.answers["StartTransaction"] = {
        "transactionId": 1,
        "idTagInfo": {"status": "Accepted"},
    }
    for _ in range(2):
        await charge(wallbox)
        wallbox.unplug(1)
    clock, reused = wallbox.violations
    assert clock.startswith("Heartbeat: currentTime 2001-01-01T00:00:00Z is")
    assert reused == "StartTransaction: transaction id 1 used again"
