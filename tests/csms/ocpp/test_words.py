"""Every word in our dictionaries is a word of the specification."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
import json
from typing import Any

from jsonschema.validators import validator_for  # type: ignore[import-untyped, unused-ignore]
from ocpp.v16.enums import ConfigurationKey  # type: ignore[import-untyped, unused-ignore]
from ocpp.v201 import enums as enums201  # type: ignore[import-untyped, unused-ignore]
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
from custom_components.local_ocpp.csms.domain.errors import NotSupported, StationError
from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Recurrency,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.model.station import (
    Registration,
    RegistrationStatus,
)
from custom_components.local_ocpp.csms.domain.model.token import (
    Authorization,
    AuthorizationStatus,
    IdToken,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.domain.model.variable import Setting
from custom_components.local_ocpp.csms.domain.remote_trigger import TriggerMessage
from custom_components.local_ocpp.csms.domain.smart_charging import (
    ClearChargingProfile,
    GetCompositeSchedule,
    SetChargingProfile,
)
from custom_components.local_ocpp.csms.domain.transactions import (
    Receipt,
    RequestStart,
    RequestStop,
)
from custom_components.local_ocpp.csms.domain.vendor_data import (
    DataTransferStatus,
    SendCall,
    SendVendorData,
)
from custom_components.local_ocpp.csms.ocpp.adapter import Adapter
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER as OCPP16
from custom_components.local_ocpp.csms.ocpp.v16.availability import STATUS as STATUS16
from custom_components.local_ocpp.csms.ocpp.v21 import ADAPTER as OCPP21
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER as OCPP201
from custom_components.local_ocpp.csms.ocpp.v201.availability import (
    STATUS as STATUS201,
)
from custom_components.local_ocpp.csms.ocpp.v201.transactions import CHARGING

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PLUG = ConnectorRef(1)
CARD = IdToken("A1B2C3D4")
TRANSACTION = TransactionId("12")

FOLDERS = {OCPP16: "v16", OCPP201: "v201", OCPP21: "v21"}


@cache
def schema(adapter: Adapter, action: str, *, response: bool = False) -> Any:
    """Return the specification's schema of a message, as the ocpp package has it."""
    request = "" if adapter is OCPP16 else "Request"
    name = f"{action}{'Response' if response else request}.json"
    file = resources.files("ocpp") / FOLDERS[adapter] / "schemas" / name
    return json.loads(file.read_text("utf-8-sig"), parse_float=Decimal)


def violations(payload: Any, schema: Any) -> list[str]:
    """Return in what a payload breaks its schema; decimals stay decimals."""
    written = json.loads(json.dumps(payload), parse_float=Decimal)
    return [each.message for each in validator_for(schema)(schema).iter_errors(written)]


def profiles() -> Iterator[ChargingProfile]:
    """Make profiles of each purpose, kind and unit."""
    for number, purpose in enumerate(Purpose):
        for kind in Kind:
            yield ChargingProfile(
                id=number,
                purpose=purpose,
                kind=kind,
                stack_level=number,
                schedule=Schedule(
                    rate_unit=RateUnit.W if number % 2 else RateUnit.A,
                    periods=(Period(0, 6.3, 3), Period(60, 16.05)),
                    start_at=None if kind is Kind.RELATIVE else NOON,
                    duration_seconds=3600,
                    min_rate=6.06,
                ),
                recurrency=Recurrency.WEEKLY if kind is Kind.RECURRING else None,
                valid_from=NOON,
                valid_to=NOON,
                transaction_id=TRANSACTION if purpose is Purpose.TX else None,
            )


def commands(adapter: Adapter) -> Iterator[StationCommand[Any]]:
    """Make every command that a version has words for, in all its shapes."""
    keys = tuple(adapter.settings.values())
    for connector in (None, PLUG, ConnectorRef(2, 2)):
        yield ChangeAvailability(connector=connector, operative=connector is None)
        yield TriggerMessage(message="StatusNotification", connector=connector)
        yield TriggerMessage(message="MeterValues", connector=connector)
        yield ClearChargingProfile(connector=connector, purpose=Purpose.TX)
        yield GetCompositeSchedule(connector=connector, duration_seconds=3600)
    for unit in RateUnit:
        yield GetCompositeSchedule(connector=PLUG, duration_seconds=60, rate_unit=unit)
    for profile in profiles():
        connector = None if profile.purpose is Purpose.STATION_MAX else PLUG
        yield SetChargingProfile(connector=connector, profile=profile)
        yield RequestStart(connector=PLUG, token=CARD, profile=profile)
        yield ClearChargingProfile(profile_id=profile.id)
        yield ClearChargingProfile(purpose=profile.purpose, stack_level=0)
    yield from (Reset(type=type_) for type_ in ResetType)
    yield from (SetVariable(key=key, value="300") for key in keys)
    yield from (ClearCache(), ClearChargingProfile(), UnlockConnector(connector=PLUG))
    yield GetVariables(keys=keys)
    yield RequestStart(connector=PLUG, token=CARD)
    yield RequestStop(transaction_id=TRANSACTION)
    yield SendVendorData(vendor_id="acme", message_id="lamp", content={"on": True})
    yield SendVendorData(vendor_id="acme")
    yield GetVariables() if adapter is OCPP16 else RequestReport(request_id=1)


def answers(action: str) -> Iterator[Any]:
    """Make every answer that we may give to a message."""
    verdicts = [
        Authorization(status=status, parent=parent, expires_at=expires_at)
        for status in AuthorizationStatus
        for parent, expires_at in ((None, None), (IdToken("FAMILY"), NOON))
    ]
    session = Transaction(id=TRANSACTION, connector=PLUG, started_at=NOON)
    receipts = [
        Receipt(now=NOON, transaction=session, authorization=verdict)
        for verdict in (None, *verdicts)
    ]
    all_answers: dict[str, list[Any]] = {
        "BootNotification": [
            Registration(status=status, now=NOON, interval_seconds=300)
            for status in RegistrationStatus
        ],
        "Heartbeat": [NOON],
        "Authorize": verdicts,
        "StartTransaction": receipts,
        "StopTransaction": receipts,
        "TransactionEvent": receipts,
        "DataTransfer": list(DataTransferStatus),
        "MeterValues": [NOON],
        "StatusNotification": [None],
        "NotifyReport": [None],
    }
    yield from all_answers[action]


def statuses(adapter: Adapter, action: str) -> list[str]:
    """Return the words that the status of a response may be; none if it has no status."""
    response = schema(adapter, action, response=True)
    written = response["properties"].get("status", {})
    if "$ref" in written:
        written = response["definitions"][written["$ref"].split("/")[-1]]
    return list(written.get("enum", ()))


OUTGOING = [
    pytest.param(adapter, command, id=f"{adapter.version}-{type(command).__name__}")
    for adapter in FOLDERS
    for command in commands(adapter)
]
INCOMING = [
    pytest.param(adapter, action, id=f"{adapter.version}-{action}")
    for adapter in FOLDERS
    for action in adapter.incoming
]
WITH_A_STATUS = [
    pytest.param(adapter, command, id=f"{adapter.version}-{type(command).__name__}")
    for adapter in FOLDERS
    for command in {type(each): each for each in commands(adapter)}.values()
    if statuses(adapter, adapter.write(command)[0])
]
versions = pytest.mark.parametrize("adapter", FOLDERS, ids=lambda each: each.version)


@pytest.mark.parametrize(("adapter", "command"), OUTGOING)
def test_what_we_ask(adapter: Adapter, command: StationCommand[Any]) -> None:
    """Every command is written as the specification wants it."""
    action, payload, _ = adapter.write(command)

    assert violations(payload, schema(adapter, action)) == []


@versions
def test_every_command_is_tried(adapter: Adapter) -> None:
    """No command of a version is left out above."""
    assert {type(command) for command in commands(adapter)} == set(adapter.outgoing)


@pytest.mark.parametrize(("adapter", "action"), INCOMING)
def test_what_we_answer(adapter: Adapter, action: str) -> None:
    """Every answer is written as the specification wants it."""
    response = schema(adapter, action, response=True)
    written = [adapter.incoming[action].answer(each) for each in answers(action)]

    assert written
    assert [violations(payload, response) for payload in written] == [[]] * len(written)


@pytest.mark.parametrize(("adapter", "command"), WITH_A_STATUS)
def test_what_we_hear_back(adapter: Adapter, command: StationCommand[Any]) -> None:
    """Every status that a station may answer with is a result, or a refusal in its word."""
    action, _, read = adapter.write(command)
    heard = {word: refusal(read, word) for word in statuses(adapter, action)}

    assert None in heard.values()
    assert all(why in (None, word) for word, why in heard.items())


def refusal(read: Callable[[Any], Any], word: str) -> str | None:
    """Return what a status was refused with, None if it was a result."""
    try:
        read({"status": word})
    except StationError as error:
        return error.detail
    return None


@versions
def test_a_plug_has_no_other_status(adapter: Adapter) -> None:
    """We know every status of a plug, and none that does not exist."""
    request = schema(adapter, "StatusNotification")
    if adapter is OCPP16:
        assert set(STATUS16) == set(request["properties"]["status"]["enum"])
    else:
        words = request["definitions"]["ConnectorStatusEnumType"]["enum"]
        assert set(STATUS201) == set(words)


@pytest.mark.parametrize("adapter", [OCPP201, OCPP21], ids=lambda each: each.version)
def test_a_car_does_nothing_else(adapter: Adapter) -> None:
    """We know everything that a car can do, and nothing that does not exist."""
    definitions = schema(adapter, "TransactionEvent")["definitions"]

    assert set(CHARGING) == set(definitions["ChargingStateEnumType"]["enum"])


def test_settings_of_1_6() -> None:
    """The settings of 1.6 are keys of the specification."""
    assert set(OCPP16.settings.values()) <= set(ConfigurationKey)
    assert set(OCPP16.settings) == set(Setting)


@pytest.mark.parametrize("adapter", [OCPP201, OCPP21], ids=lambda each: each.version)
def test_settings_of_2_x(adapter: Adapter) -> None:
    """The settings of 2.x are variables of the specification's components."""
    for key in adapter.settings.values():
        component, _, variable = key.partition("/")
        words = getattr(enums201, f"{component}VariableName")
        assert variable.partition("[")[0] in set(words)


def test_settings_without_a_word_in_2_x() -> None:
    """What 2.x says by its device model and its limits has no key of its own."""
    assert set(Setting) - set(OCPP201.settings) == {
        Setting.FEATURE_PROFILES,
        Setting.NUMBER_OF_CONNECTORS,
        Setting.MAX_SAMPLED_MEASURANDS,
        Setting.MAX_PROFILES,
        Setting.MAX_LOCAL_LIST,
    }


def test_2_1_knows_what_2_0_1_knows() -> None:
    """Nothing is lost on the way from 2.0.1 to 2.1."""
    assert set(OCPP21.incoming) == set(OCPP201.incoming)
    assert set(OCPP21.outgoing) == set(OCPP201.outgoing)
    assert OCPP21.settings == OCPP201.settings


def test_no_word() -> None:
    """A version that has no word for a command says so."""
    assert not OCPP16.knows(RequestReport)
    with pytest.raises(NotSupported, match=r"OCPP 1\.6"):
        OCPP16.write(RequestReport(request_id=1))


@versions
def test_any_call(adapter: Adapter) -> None:
    """A call written by hand goes out as it is, and comes back as it is."""
    command = SendCall(action="GetLog", payload={"requestId": 1})
    action, payload, read = adapter.write(command)

    assert (action, payload) == ("GetLog", {"requestId": 1})
    assert read({"status": "Rejected"}) == {"status": "Rejected"}
