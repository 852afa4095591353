"""What a station lets us read and set about itself: the variables of its device model."""

from ...domain.configuration import (
    GetVariables,
    RequestReport,
    SetVariable,
    VariableChange,
    VariablesReported,
)
from ...domain.errors import NotSupported, StationError
from ...domain.model.variable import Setting, Variable
from ..adapter import Incoming, Outgoing, Vocabulary, refusal
from ..rpc import Payload
from .variable_names import named, spelled

CHANGED = {
    "Accepted": VariableChange.ACCEPTED,
    "RebootRequired": VariableChange.REBOOT_REQUIRED,
}
UNKNOWN = frozenset(
    {"UnknownComponent", "UnknownVariable", "NotSupportedAttributeType"}
)


def get(command: GetVariables) -> Payload:
    """Write a request for some variables (B06); for all of them ask for a report.

    Raises NotSupported without keys, and for a key that is not spelled Component/Variable.
    """
    if not command.keys:
        raise NotSupported("GetVariables names what it wants")
    return {"getVariableData": [named(key) for key in command.keys]}


def got(payload: Payload) -> tuple[Variable, ...]:
    """Read the variables; those that the station does not have are told apart."""
    return tuple(
        Variable(
            key=spelled(result),
            value=result.get("attributeValue"),
            known=result["attributeStatus"] not in UNKNOWN,
        )
        for result in payload["getVariableResult"]
    )


def change(command: SetVariable) -> Payload:
    """Write a change of one variable (B05)."""
    return {
        "setVariableData": [{**named(command.key), "attributeValue": command.value}]
    }


def changed(payload: Payload) -> VariableChange:
    """Read whether the change is in force."""
    result, *_ = payload["setVariableResult"]
    word = result["attributeStatus"]
    if (change := CHANGED.get(word)) is None:
        raise _refusal(word, result.get("attributeStatusInfo") or {})
    return change


def request_report(command: RequestReport) -> Payload:
    """Write a request for everything the station knows about itself (B07)."""
    return {"requestId": command.request_id, "reportBase": "FullInventory"}


def reported(payload: Payload) -> VariablesReported:
    """Read a part of a report."""
    return VariablesReported(
        request_id=int(payload["requestId"]),
        variables=tuple(_variable(each) for each in payload.get("reportData") or ()),
        more=bool(payload.get("tbc")),
    )


def _refusal(word: str, reason: Payload) -> StationError:
    refused = refusal(word, reason.get("additionalInfo") or reason.get("reasonCode"))
    return NotSupported(refused.detail) if word in UNKNOWN else refused


def _variable(reported: Payload) -> Variable:
    """Read a variable; what may be set to it, and what is aimed at, are other attributes."""
    actual: Payload = next(
        (
            attribute
            for attribute in reported.get("variableAttribute") or ()
            if attribute.get("type", "Actual") == "Actual"
        ),
        {},
    )
    return Variable(
        key=spelled(reported),
        value=actual.get("value"),
        readonly=actual.get("mutability") == "ReadOnly",
    )


WORDS = Vocabulary(
    incoming={"NotifyReport": Incoming(reported)},
    outgoing={
        GetVariables: Outgoing("GetVariables", get, got),
        SetVariable: Outgoing("SetVariables", change, changed),
        RequestReport: Outgoing("GetBaseReport", request_report),
    },
    settings={
        Setting.MAX_KEYS: "DeviceDataCtrlr/ItemsPerMessage[GetVariables]",
        Setting.HEARTBEAT_INTERVAL: "OCPPCommCtrlr/HeartbeatInterval",
        Setting.PING_INTERVAL: "OCPPCommCtrlr/WebSocketPingInterval",
        Setting.AUTHORIZE_REMOTE: "AuthCtrlr/AuthorizeRemoteStart",
        Setting.LOCAL_LIST_ENABLED: "LocalAuthListCtrlr/Enabled",
        Setting.MAX_SEND_LOCAL_LIST: "LocalAuthListCtrlr/ItemsPerMessage",
        Setting.RESERVE_STATION: "ReservationCtrlr/NonEvseSpecific",
    },
)
