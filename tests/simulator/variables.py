"""The variables of OCPP 2.x, by the short names that the data files use."""

import re
from typing import Any

from .line import Json
from .model import Setting

SHORT = re.compile(
    r"(?P<component>\w+)(\[(?P<instance>\w+)\])?(:(?P<evse>\d+))?(:(?P<connector>\d+))?"
    r"\.(?P<variable>\w+)(\[(?P<variable_instance>\w+)\])?"
)
"""Component[instance]:evse:connector.Variable[instance], all brackets optional."""


def short(component: Json, variable: Json) -> str:
    """Return the short name of a variable, as it is on the wire."""
    evse = component.get("evse", {})
    places = [evse[key] for key in ("id", "connectorId") if key in evse]
    place = "".join(f":{number}" for number in places)
    return f"{_instance(component)}{place}.{_instance(variable)}"


def component_of(name: str) -> str:
    """Return the part of a short name before the variable."""
    return name.partition(".")[0]


def wire(name: str) -> tuple[Json, Json]:
    """Return component and variable of a short name, as they are on the wire."""
    match = SHORT.fullmatch(name)
    assert match is not None, name
    parts = match.groupdict()
    component = _named(parts["component"], parts["instance"])
    if parts["evse"]:
        component["evse"] = {"id": int(parts["evse"])}
        if parts["connector"]:
            component["evse"]["connectorId"] = int(parts["connector"])
    return component, _named(parts["variable"], parts["variable_instance"])


def report(name: str, setting: Setting, value: str | None) -> Json:
    """Return an element of NotifyReport."""
    component, variable = wire(name)
    attribute: Json = {"mutability": _mutability(setting)}
    if value is not None:
        attribute["value"] = value
    return {
        "component": component,
        "variable": variable,
        "variableAttribute": [attribute],
        "variableCharacteristics": _characteristics(setting),
    }


def _characteristics(setting: Setting) -> Json:
    bounds: dict[str, Any] = {
        "unit": setting.unit,
        "minLimit": setting.least,
        "maxLimit": setting.most,
        "valuesList": ",".join(setting.choices) or None,
    }
    known = {key: value for key, value in bounds.items() if value is not None}
    return {"dataType": _data_type(setting), "supportsMonitoring": False, **known}


def _data_type(setting: Setting) -> str:
    value = (setting.value or "").lower()
    if setting.choices:
        return "MemberList"
    if value in ("true", "false"):
        return "boolean"
    return "integer" if value.isdigit() else "string"


def _mutability(setting: Setting) -> str:
    if setting.write_only:
        return "WriteOnly"
    return "ReadOnly" if setting.read_only else "ReadWrite"


def _instance(named: Json) -> str:
    return (
        f"{named['name']}[{named['instance']}]"
        if "instance" in named
        else named["name"]
    )


def _named(name: str, instance: str | None) -> Json:
    return {"name": name} if instance is None else {"name": name, "instance": instance}
