"""A station that speaks OCPP 2.0.1 tells the same story in its own words."""

from typing import Any

from .fake_csms import FakeCsms
from .fleet import simulated
from .station import Station
from .test_station import TAG, charge

TOKEN = {"idToken": TAG, "type": "ISO14443"}


def variable(component: str, name: str, instance: str | None = None) -> dict[str, Any]:
    named = {"name": name} if instance is None else {"name": name, "instance": instance}
    return {"component": {"name": component}, "variable": named}


def limit(amperes: float, transaction_id: object) -> dict[str, Any]:
    """Return a SetChargingProfile that limits a transaction."""
    return {
        "evseId": 1,
        "chargingProfile": {
            "id": 7,
            "stackLevel": 1,
            "transactionId": transaction_id,
            "chargingProfilePurpose": "TxProfile",
            "chargingProfileKind": "Relative",
            "chargingSchedule": [
                {
                    "id": 1,
                    "chargingRateUnit": "A",
                    "chargingSchedulePeriod": [{"startPeriod": 0, "limit": amperes}],
                }
            ],
        },
    }


async def test_a_session(wallbox201: Station, csms: FakeCsms) -> None:
    """A session is events with numbers that follow each other."""
    await charge(wallbox201)
    await wallbox201.sent("TransactionEvent", triggerReason="MeterValuePeriodic")
    await wallbox201.present_tag(TAG)
    await wallbox201.transaction_stopped(1)
    events = csms.said("TransactionEvent")
    assert [event["seqNo"] for event in events] == list(range(len(events)))
    assert [event["eventType"] for event in (events[0], events[-1])] == [
        "Started",
        "Ended",
    ]
    assert events[-1]["transactionInfo"]["stoppedReason"] == "Local"
    assert wallbox201.violations == []


async def test_statuses(wallbox201: Station, csms: FakeCsms) -> None:
    """A connector is Available or Occupied, told once each."""
    await charge(wallbox201)
    await wallbox201.present_tag(TAG)
    wallbox201.unplug(1)
    await wallbox201.delivered()
    told = [said["connectorStatus"] for said in csms.said("StatusNotification")]
    assert told == ["Available", "Occupied", "Available"]


async def test_remote_start(wallbox201: Station, csms: FakeCsms) -> None:
    """A remote start carries its number into the session, and ends remotely."""
    wallbox201.plug_in(1)
    asked = {"idToken": {**TOKEN, "type": "Central"}, "remoteStartId": 42, "evseId": 1}
    answer = await csms.ask("RequestStartTransaction", asked)
    assert answer == {"status": "Accepted"}
    transaction = await wallbox201.transaction_started(1)
    started = csms.said("TransactionEvent")[0]
    assert started["transactionInfo"]["remoteStartId"] == 42
    assert started["idToken"]["type"] == "Central"
    await csms.ask("RequestStopTransaction", {"transactionId": transaction.id})
    ended = await wallbox201.sent("TransactionEvent", eventType="Ended")
    assert ended["triggerReason"] == "RemoteStop"


async def test_pause(wallbox201: Station, csms: FakeCsms) -> None:
    """A limit of 0 A suspends the session, which is an event."""
    await charge(wallbox201)
    transaction = await wallbox201.transaction_started(1)
    wanted = limit(0, transaction.id)
    assert await csms.ask("SetChargingProfile", wanted) == {"status": "Accepted"}
    await wallbox201.status("SuspendedEVSE")
    await wallbox201.delivered()
    last = csms.said("TransactionEvent")[-1]
    assert last["transactionInfo"]["chargingState"] == "SuspendedEVSE"


async def test_variables(wallbox201: Station, csms: FakeCsms) -> None:
    """Variables are read and set, and unknown ones named as such."""
    interval = variable("SampledDataCtrlr", "TxUpdatedInterval")
    wanted = {"setVariableData": [{**interval, "attributeValue": "10"}]}
    result = (await csms.ask("SetVariables", wanted))["setVariableResult"]
    assert [one["attributeStatus"] for one in result] == ["Accepted"]
    asked = [interval, variable("SampledDataCtrlr", "No"), variable("No", "No")]
    answer = await csms.ask("GetVariables", {"getVariableData": asked})
    assert [
        (one["attributeStatus"], one.get("attributeValue"))
        for one in answer["getVariableResult"]
    ] == [("Accepted", "10"), ("UnknownVariable", None), ("UnknownComponent", None)]


async def test_too_many_variables(wallbox201: Station, csms: FakeCsms) -> None:
    """More variables than ItemsPerMessage are refused and noted."""
    asked = [variable("SampledDataCtrlr", "Enabled")] * 17
    answer = await csms.ask("GetVariables", {"getVariableData": asked})
    assert answer == "OccurenceConstraintViolation"
    assert wallbox201.violations == ["GetVariables: 17 variables, where 16 are allowed"]


async def test_base_report(wallbox201: Station, csms: FakeCsms) -> None:
    """The full inventory comes in numbered pages, and the last one says so."""
    wanted = {"requestId": 5, "reportBase": "FullInventory"}
    assert await csms.ask("GetBaseReport", wanted) == {"status": "Accepted"}
    for _ in range(5):
        await wallbox201.answered("NotifyReport")
    pages = csms.said("NotifyReport")
    assert [(page["seqNo"], page["tbc"]) for page in pages] == [
        *((number, True) for number in range(4)),
        (4, False),
    ]
    told = [report for page in pages for report in page["reportData"]]
    assert len(told) == len(wallbox201.model.settings)


async def test_profiles_are_reported(wallbox201: Station, csms: FakeCsms) -> None:
    """A profile that was set is reported as it was set."""
    await charge(wallbox201)
    transaction = await wallbox201.transaction_started(1)
    wanted = limit(8, transaction.id)
    await csms.ask("SetChargingProfile", wanted)
    asked = {"requestId": 1, "evseId": 1, "chargingProfile": {"stackLevel": 1}}
    assert await csms.ask("GetChargingProfiles", asked) == {"status": "Accepted"}
    report = await wallbox201.sent("ReportChargingProfiles")
    assert report["chargingProfile"] == [wanted["chargingProfile"]]
    schedule = await csms.ask("GetCompositeSchedule", {"evseId": 1, "duration": 600})
    assert schedule["schedule"]["chargingSchedulePeriod"] == [
        {"startPeriod": 0, "limit": 8}
    ]


async def test_reset_when_idle(wallbox201: Station, csms: FakeCsms) -> None:
    """A reset on idle waits for the session to end."""
    await charge(wallbox201)
    assert await csms.ask("Reset", {"type": "OnIdle"}) == {"status": "Scheduled"}
    await wallbox201.present_tag(TAG)
    await wallbox201.disconnected()
    await wallbox201.booted()
    assert [said["reason"] for said in csms.said("BootNotification")] == [
        "PowerUp",
        "ScheduledReset",
    ]


async def test_token_refused_in_the_session(csms: FakeCsms) -> None:
    """A session whose token is not accepted ends as DeAuthorized."""
    csms.answers["TransactionEvent"] = {"idTokenInfo": {"status": "Blocked"}}
    async with simulated("wallbox201", csms.address, speed=120) as station:
        await station.booted()
        station.plug_in(1)
        await station.present_tag(TAG)
        ended = await station.sent("TransactionEvent", eventType="Ended")
        assert ended["transactionInfo"]["stoppedReason"] == "DeAuthorized"
