"""Whatever a station sends, or does in the middle of it: it has an answer, and we live on."""

import asyncio
from importlib import resources
import json
from time import process_time
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.local_ocpp.csms.domain.authorization import ClearCache
from custom_components.local_ocpp.csms.domain.availability import (
    ChangeAvailability,
    UnlockConnector,
)
from custom_components.local_ocpp.csms.domain.boot import Reset, ResetType
from custom_components.local_ocpp.csms.domain.configuration import (
    GetVariables,
    RequestReport,
    SetVariable,
)
from custom_components.local_ocpp.csms.domain.errors import StationOffline
from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.domain.remote_trigger import TriggerMessage
from custom_components.local_ocpp.csms.domain.smart_charging import (
    ClearChargingProfile,
    GetCompositeSchedule,
    SetChargingProfile,
)
from custom_components.local_ocpp.csms.domain.transactions import (
    RequestStart,
    RequestStop,
)
from custom_components.local_ocpp.csms.domain.vendor_data import (
    SendCall,
    SendVendorData,
)
from custom_components.local_ocpp.csms.ocpp.adapter import Adapter
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER as OCPP16
from custom_components.local_ocpp.csms.ocpp.v21 import ADAPTER as OCPP21
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER as OCPP201
from tests.csms.conversation import Conversation
from tests.csms.ocpp.instances import bent

ADAPTERS = {adapter.version: adapter for adapter in (OCPP16, OCPP201, OCPP21)}
PLUG = ConnectorRef(1)


def meter_values(*sampled: str) -> str:
    """Return MeterValues with values as they are written."""
    value = (
        f'{{"timestamp":"2026-06-01T12:00:00Z","sampledValue":[{",".join(sampled)}]}}'
    )
    return f'[2,"bad","MeterValues",{{"connectorId":1,"meterValue":[{value}]}}]'


def schema(adapter: Adapter, action: str) -> Any:
    """Return the specification's schema of a call, as the ocpp package has it."""
    folder, request = {"1.6": ("v16", ""), "2.0.1": ("v201", "Request")}.get(
        adapter.version, ("v21", "Request")
    )
    file = resources.files("ocpp") / folder / "schemas" / f"{action}{request}.json"
    return json.loads(file.read_text("utf-8-sig"))


def start(meter: str) -> str:
    """Return StartTransaction with a meter as it is written."""
    return (
        f'[2,"bad","StartTransaction",{{"connectorId":1,"idTag":"CARD",'
        f'"meterStart":{meter},"timestamp":"2026-06-01T12:00:00Z"}}]'
    )


HEARTBEAT = '[2,"bad","Heartbeat",%s]'
AUTHORIZE = '[2,"bad","Authorize",{"idTag":"%s"}]'

# What comes, and the code it is refused with in 1.6; "" is an answer, None is silence.
FRAMES: dict[str, tuple[str | bytes, str | None]] = {
    "nothing": ("", None),
    "no bytes": (b"", None),
    "spaces": ("   ", None),
    "null": ("null", None),
    "a number": ("42", None),
    "an object": ("{}", None),
    "no elements": ("[]", None),
    "one element": ("[2]", None),
    "no action": ('[2,"bad"]', "FormationViolation"),
    "no payload": ('[2,"bad","Heartbeat"]', ""),
    "null as payload": (HEARTBEAT % "null", ""),
    "text as payload": (HEARTBEAT % '"x"', "FormationViolation"),
    "a list as payload": (HEARTBEAT % "[1]", "FormationViolation"),
    "a list as action": ('[2,"bad",["Heartbeat"],{}]', "FormationViolation"),
    "a number as action": ('[2,"bad",7,{}]', "FormationViolation"),
    "an object as action": ('[2,"bad",{},{}]', "FormationViolation"),
    "null as id": ('[2,null,"Heartbeat",{}]', None),
    "a list as id": ('[2,["bad"],"Heartbeat",{}]', None),
    "an endless id": (f'[2,"{"x" * 1000}","Heartbeat",{{}}]', None),
    "another type": ('[7,"bad",{}]', None),
    "five elements": ('[2,"bad","Heartbeat",{},{}]', ""),
    "binary": (HEARTBEAT.encode() % b"{}", ""),
    "no UTF-8": (b"\xff\xfe\x00", None),
    "UTF-16": ((HEARTBEAT % "{}").encode("utf-16"), None),
    "a byte order mark": ("\ufeff" + HEARTBEAT % "{}", ""),
    "cut in the payload": ('[2,"bad","Heartbeat",{', ""),
    "cut in a text": ('[2,"bad","DataTransfer",{"vendorId":"ACME","data":"x', ""),
    "cut in the id": ('[2,"ba', None),
    "comma after a colon": ('[2,"bad","DataTransfer",{"data":,"vendorId":"A"}]', ""),
    "two messages": ('[2,"bad","Heartbeat",{}][2,"x","Heartbeat",{}]', ""),
    "noise behind it": (HEARTBEAT % "{}" + "\x00\r\n", ""),
    "deep lists": (HEARTBEAT % ("[" * 20_000 + "]" * 20_000), "FormationViolation"),
    "deep objects": (
        HEARTBEAT % ('{"a":' * 9_000 + "1" + "}" * 9_000),
        "FormationViolation",
    ),
    "deep, not very": (
        HEARTBEAT % ('{"a":' * 100 + "1" + "}" * 100),
        "FormationViolation",
    ),
    "deep and open": ("[" * 60_000, None),
    "60,000 values": (meter_values(*['{"value":"1"}'] * 60_000), "FormationViolation"),
    "60,000 nothings": (meter_values(*["{}"] * 60_000), "FormationViolation"),
    "no number": (meter_values('{"value":NaN}'), ""),
    "infinity": (meter_values('{"value":Infinity}'), ""),
    "less than infinity": (meter_values('{"value":-Infinity}'), ""),
    "infinity in words": (meter_values('{"value":"1e999"}'), ""),
    "too much for a float": (meter_values('{"value":1e999}'), "FormationViolation"),
    "4,300 digits": (start("9" * 4300), "FormationViolation"),
    "5,000 digits in quotes": (start(f'"{"9" * 5000}"'), ""),
    "a lone surrogate": (AUTHORIZE % "\\ud800", "FormationViolation"),
    "a raw surrogate": (AUTHORIZE % "\ud800", "FormationViolation"),
    "a surrogate in the id": ('[2,"\\ud800","Heartbeat",{}]', None),
    "a null character": (AUTHORIZE % "\\u0000", ""),
    "a key twice": ('[2,"bad","Authorize",{"idTag":"x","idTag":"CARD"}]', ""),
}


@pytest.mark.parametrize(("frame", "code"), FRAMES.values(), ids=FRAMES)
async def test_frame(frame: str | bytes, code: str | None) -> None:
    """A bad frame is answered as OCPP 1.6 has it, soon; the next is served as ever."""
    async with Conversation().caller() as caller:
        began = process_time()
        await caller.send_text(frame)
        heard = await caller.heard_so_far()

    assert process_time() - began < 0.1
    if code is None:
        assert heard == []
    else:
        ((kind, id_, *rest),) = heard
        assert (kind, id_) == (4 if code else 3, "bad")
        assert not code or rest[0] == code


@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
@pytest.mark.parametrize(
    ("frame", "answer"),
    [
        ("", ["-1", "RpcFrameworkError"]),
        ("{}", ["-1", "RpcFrameworkError"]),
        ('[2,null,"Heartbeat",{}]', ["-1", "RpcFrameworkError"]),
        ('[2,"bad",["Heartbeat"],{}]', ["bad", "FormatViolation"]),
        (AUTHORIZE % "\\ud800", ["bad", "FormatViolation"]),
        (HEARTBEAT % ("[" * 20_000), ["bad", "FormatViolation"]),
    ],
)
async def test_frame_in_later_versions(
    version: str, frame: str, answer: list[str]
) -> None:
    """OCPP 2.x has other words for it, and some even for what is no message at all."""
    async with Conversation(ADAPTERS[version]).caller() as caller:
        await caller.send_text(frame)
        ((kind, *heard),) = await caller.heard_so_far()

    assert (kind, heard[:2]) == (4, answer)


async def test_nothing_is_repeated() -> None:
    """What a bad frame holds is not repeated in the answer."""
    frames = [frame for frame, _ in FRAMES.values() if "CARD" in str(frame)]
    async with Conversation().caller() as caller:
        for frame in frames:
            await caller.send_text(frame)
        assert "CARD" not in str(await caller.heard_so_far())


# Random hostility

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["Heartbeat", "BootNotification", "MeterValues", "CARD", "-1"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["connectorId", "idTag", "meterValue", "timestamp", "x"])
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
ACTIONS = st.sampled_from(
    sorted({action for adapter in ADAPTERS.values() for action in adapter.incoming})
)
MESSAGES = st.tuples(st.sampled_from([2, 3, 4]), st.text(max_size=40), ACTIONS, JSON)
HOSTILE = (
    JSON.map(json.dumps)
    | MESSAGES.map(json.dumps)
    | MESSAGES.map(json.dumps).flatmap(
        lambda text: st.integers(0, len(text)).map(lambda end: text[:end])
    )
    | st.text(max_size=200)
    | st.binary(max_size=200)
)


@pytest.mark.parametrize("version", ADAPTERS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frames=st.lists(HOSTILE, min_size=10, max_size=10))
def test_hostile(version: str, frames: list[str | bytes]) -> None:
    """Two hundred frames that nobody would send do not end the session."""
    asyncio.run(_say_all(ADAPTERS[version], frames))


async def _say_all(adapter: Adapter, frames: list[str | bytes]) -> None:
    garage = Conversation(adapter)
    async with garage.caller() as caller:
        for frame in frames:
            await caller.send_text(frame)
            await caller.heard_so_far()
        assert garage.station.state.online


@pytest.mark.parametrize("version", ADAPTERS)
@settings(max_examples=20, deadline=None)
@given(payloads=st.lists(st.tuples(ACTIONS, JSON), min_size=10, max_size=10))
def test_hostile_payloads(version: str, payloads: list[tuple[str, Any]]) -> None:
    """Whatever stands in a payload, each call is answered once, and never by a bug."""
    asyncio.run(_call_all(ADAPTERS[version], payloads))


@pytest.mark.parametrize("version", ADAPTERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.data())
def test_nearly_right(version: str, content: st.DataObject) -> None:
    """The same holds for what is almost as the specification has it."""
    adapter = ADAPTERS[version]
    action = content.draw(st.sampled_from(sorted(adapter.incoming)))
    payload = content.draw(bent(schema(adapter, action)))
    asyncio.run(_call_all(adapter, [(action, payload)]))


async def _call_all(adapter: Adapter, payloads: list[tuple[str, Any]]) -> None:
    async with Conversation(adapter).caller() as caller:
        for number, (action, payload) in enumerate(payloads):
            await caller.send(2, f"h{number}", action, payload)
            ((kind, id_, *rest),) = await caller.heard_so_far()
            assert (kind in (3, 4), id_) == (True, f"h{number}")
            assert rest[0] != "InternalError"


# Clocks


@pytest.mark.parametrize(
    "clock",
    ["1970-01-01T00:00:10Z", "2099-12-31T23:00:00Z", "2026-06-01T11:00:00Z"],
)
async def test_clock_that_jumps(clock: str) -> None:
    """When the clock jumps in a session, state, session and energy are what they should be."""
    garage = Conversation()
    async with garage.caller() as caller:
        await caller.call("StartTransaction", START)
        await caller.call("MeterValues", _reading("2026-06-01T12:00:01Z", 1500, 7000))
        await caller.call("MeterValues", _reading(clock, 2000, 3000))
        plug = garage.station.state.connector(PLUG)
        assert plug.transaction
        assert (plug.meter.power_w, plug.transaction.energy_wh) == (3000, 1000)
        stop = {"transactionId": 1, "meterStop": 2500, "timestamp": clock}
        assert (await caller.call("StopTransaction", stop))[0] == 3

    (kept,) = garage.backoffice.transactions.values()
    assert kept.energy_wh == 1500
    assert garage.station.state.connector(PLUG).meter.register.total_wh == 2500


START = {
    "connectorId": 1,
    "idTag": "CARD",
    "meterStart": 1000,
    "timestamp": "2026-06-01T12:00:00Z",
}


def _reading(at: str, energy_wh: int, power_w: int) -> dict[str, Any]:
    sampled = [
        {"value": str(energy_wh)},
        {"value": str(power_w), "measurand": "Power.Active.Import", "unit": "W"},
    ]
    value = {"timestamp": at, "sampledValue": sampled}
    return {"connectorId": 1, "transactionId": 1, "meterValue": [value]}


# Connection lost in the middle

PROFILE = ChargingProfile(
    id=1,
    purpose=Purpose.TX_DEFAULT,
    kind=Kind.RELATIVE,
    stack_level=0,
    schedule=Schedule(rate_unit=RateUnit.A, periods=(Period(0, 6),)),
)
COMMANDS: tuple[StationCommand[Any], ...] = (
    Reset(type=ResetType.HARD),
    ClearCache(),
    ChangeAvailability(connector=PLUG, operative=True),
    UnlockConnector(connector=PLUG),
    RequestStart(connector=PLUG, token=IdToken("CARD")),
    RequestStop(transaction_id=TransactionId("12")),
    GetVariables(keys=("OCPPCommCtrlr/HeartbeatInterval",)),
    SetVariable(key="OCPPCommCtrlr/HeartbeatInterval", value="60"),
    RequestReport(request_id=1),
    SetChargingProfile(connector=PLUG, profile=PROFILE),
    ClearChargingProfile(profile_id=1),
    GetCompositeSchedule(connector=PLUG, duration_seconds=60),
    TriggerMessage(message="Heartbeat"),
    SendVendorData(vendor_id="ACME"),
    SendCall(action="ClearCache", payload={}),
)
BY_VERSION = [
    (version, command)
    for version, adapter in ADAPTERS.items()
    for command in COMMANDS
    if adapter.knows(type(command))
]


@pytest.mark.parametrize("version", ADAPTERS)
def test_every_command_is_here(version: str) -> None:
    """No command is forgotten below."""
    known = {type(command) for number, command in BY_VERSION if number == version}
    assert known - {SendCall} == set(ADAPTERS[version].outgoing)


@pytest.mark.parametrize(
    ("version", "command"),
    BY_VERSION,
    ids=[f"{version}-{type(command).__name__}" for version, command in BY_VERSION],
)
async def test_lost_in_the_middle(version: str, command: StationCommand[Any]) -> None:
    """A connection lost during a command ends it at once; the next one can be asked."""
    garage = Conversation(ADAPTERS[version])
    async with garage.caller() as caller:
        asking = garage.ask(command)
        _, _, action, _ = await caller.hear()
        caller.vanish()
        with pytest.raises(StationOffline):
            await asking
    async with garage.caller() as caller:
        again = garage.ask(command)
        _, id_, repeated, _ = await caller.hear()
        await caller.send(4, id_, "NotSupported", "", {})
        await asyncio.wait([again])

    assert repeated == action
    assert type(again.exception()).__name__ == "NotSupported"
