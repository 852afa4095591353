"""How a variable of the device model is spelled in one line.

`Component[instance]#evse.plug/Variable[instance]`, of which only the two names are needed:
`OCPPCommCtrlr/HeartbeatInterval`, `DeviceDataCtrlr/ItemsPerMessage[GetVariables]`,
`EVSE#1/Power`, `Connector#1.2/ConnectorType`. The specification allows neither brackets
nor `#` nor `/` in a name.
"""

import re
from typing import Any

from ...domain.errors import NotSupported
from ..rpc import Payload

_KEY = re.compile(
    r"(?P<component>[^\[\]#/]+)(?:\[(?P<component_instance>[^\]]+)\])?"
    r"(?:#(?P<evse>\d+)(?:\.(?P<plug>\d+))?)?"
    r"/(?P<variable>[^\[\]#/]+)(?:\[(?P<variable_instance>[^\]]+)\])?"
)


def spelled(names: Payload) -> str:
    """Return in one line the component and the variable that a station names."""
    component, variable = names["component"], names["variable"]
    place = _place(component.get("evse") or {})
    return f"{_spelled(component)}{place}/{_spelled(variable)}"


def named(key: str) -> dict[str, Any]:
    """Write the component and the variable of a key; raises NotSupported if it is none."""
    if not (found := _KEY.fullmatch(key)):
        raise NotSupported(f"{key} is not spelled Component/Variable")
    component = _named(found["component"], found["component_instance"])
    if found["evse"]:
        component["evse"] = {"id": int(found["evse"])}
    if found["plug"]:
        component["evse"]["connectorId"] = int(found["plug"])
    variable = _named(found["variable"], found["variable_instance"])
    return {"component": component, "variable": variable}


def _spelled(part: Payload) -> str:
    instance = part.get("instance")
    return f"{part['name']}[{instance}]" if instance else str(part["name"])


def _place(evse: Payload) -> str:
    if not evse:
        return ""
    plug = evse.get("connectorId")
    return f"#{evse['id']}.{plug}" if plug else f"#{evse['id']}"


def _named(name: str, instance: str | None) -> dict[str, Any]:
    return {"name": name, "instance": instance} if instance else {"name": name}
