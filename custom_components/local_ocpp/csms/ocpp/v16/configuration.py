"""What a station lets us read and set about itself: configuration keys."""

from ...domain.configuration import GetVariables, SetVariable, VariableChange
from ...domain.model.variable import Setting, Variable
from ..adapter import Outgoing, Vocabulary, refusal
from ..rpc import Payload

CHANGED = {
    "Accepted": VariableChange.ACCEPTED,
    "RebootRequired": VariableChange.REBOOT_REQUIRED,
}


def get(command: GetVariables) -> Payload:
    """Write a request for some keys, or for all (5.8)."""
    return {"key": list(command.keys)} if command.keys else {}


def got(payload: Payload) -> tuple[Variable, ...]:
    """Read the keys; those that the station does not have are told apart."""
    return (
        *(
            Variable(
                key=entry["key"],
                value=entry.get("value"),
                readonly=bool(entry.get("readonly")),
            )
            for entry in payload.get("configurationKey") or ()
        ),
        *(Variable(key=key, known=False) for key in payload.get("unknownKey") or ()),
    )


def change(command: SetVariable) -> Payload:
    """Write a change of one key (5.3)."""
    return {"key": command.key, "value": command.value}


def changed(payload: Payload) -> VariableChange:
    """Read whether the change is in force."""
    if (change := CHANGED.get(payload["status"])) is None:
        raise refusal(payload["status"])
    return change


WORDS = Vocabulary(
    outgoing={
        GetVariables: Outgoing("GetConfiguration", get, got),
        SetVariable: Outgoing("ChangeConfiguration", change, changed),
    },
    settings={
        Setting.FEATURE_PROFILES: "SupportedFeatureProfiles",
        Setting.NUMBER_OF_CONNECTORS: "NumberOfConnectors",
        Setting.MAX_KEYS: "GetConfigurationMaxKeys",
        Setting.HEARTBEAT_INTERVAL: "HeartbeatInterval",
        Setting.PING_INTERVAL: "WebSocketPingInterval",
        Setting.AUTHORIZE_REMOTE: "AuthorizeRemoteTxRequests",
        Setting.LOCAL_LIST_ENABLED: "LocalAuthListEnabled",
        Setting.MAX_LOCAL_LIST: "LocalAuthListMaxLength",
        Setting.MAX_SEND_LOCAL_LIST: "SendLocalListMaxLength",
        Setting.RESERVE_STATION: "ReserveConnectorZeroSupported",
    },
)
