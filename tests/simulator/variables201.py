"""The device model of OCPP 2.0.1: variables asked for, set and reported."""

from collections.abc import Callable
from functools import partial
from itertools import batched
from typing import Any

from .clock import stamp
from .configuration import Outcome
from .library import OccurenceConstraintViolationError, call201, result201
from .line import Json, Line, answers
from .model import Setting
from .variables import component_of, report, short
from .words import Status

PASSWORD = "SecurityCtrlr.BasicAuthPassword"
STATES = {
    Status.AVAILABLE: "Available",
    Status.RESERVED: "Reserved",
    Status.UNAVAILABLE: "Unavailable",
    Status.FAULTED: "Faulted",
}
"""The states of a connector in 2.x; every other one is Occupied."""

INVENTORIES: dict[str, Callable[[str, Setting], bool]] = {
    "FullInventory": lambda name, setting: True,
    "ConfigurationInventory": lambda name, setting: not setting.read_only,
    "SummaryInventory": lambda name, setting: name.endswith(".AvailabilityState"),
}


class Variables201(Line):
    """Lists, reads and writes variables."""

    @answers("GetVariables")
    def on_get_variables(self, **_: Any) -> Any:
        self._refuse_too_many()
        asked = self.question["getVariableData"]
        return result201.GetVariables([self._got(variable) for variable in asked])

    @answers("SetVariables")
    def on_set_variables(self, **_: Any) -> Any:
        wanted = self.question["setVariableData"]
        most = self.cabinet.configuration.number(
            "DeviceDataCtrlr.ItemsPerMessage[SetVariables]"
        )
        if most is not None and len(wanted) > most:
            raise OccurenceConstraintViolationError("too many variables")
        return result201.SetVariables([self._set(variable) for variable in wanted])

    @answers("GetBaseReport")
    def on_get_base_report(self, request_id: int, report_base: str) -> Any:
        wanted = INVENTORIES[report_base]
        self.afterwards(partial(self._send_report, request_id, wanted))
        return result201.GetBaseReport("Accepted")

    @answers("GetReport")
    def on_get_report(self, request_id: int, **_: Any) -> Any:
        asked = self.question.get("componentVariable", [])

        def wanted(name: str, _: Setting) -> bool:
            return not asked or any(_concerns(one, name) for one in asked)

        settings = self.cabinet.configuration.settings
        if not any(wanted(name, setting) for name, setting in settings.items()):
            return result201.GetReport("EmptyResultSet")
        self.afterwards(partial(self._send_report, request_id, wanted))
        return result201.GetReport("Accepted")

    async def _send_report(
        self, request_id: int, wanted: Callable[[str, Setting], bool]
    ) -> None:
        reports = [
            report(name, setting, self._value(name))
            for name, setting in self.cabinet.configuration.settings.items()
            if wanted(name, setting)
        ]
        per_message = self.cabinet.configuration.number(
            "DeviceDataCtrlr.ItemsPerMessage[GetReport]"
        )
        pages = list(batched(reports, int(per_message or 16), strict=False))
        for number, page in enumerate(pages):
            await self.ask(
                call201.NotifyReport(
                    request_id=request_id,
                    generated_at=stamp(self.cabinet.clock.now()),
                    seq_no=number,
                    report_data=list(page),
                    tbc=number + 1 < len(pages),
                )
            )

    def _got(self, asked: Json) -> Json:
        name = short(asked["component"], asked["variable"])
        status, value = self._known(name), None
        if status == "Accepted" and asked.get("attributeType", "Actual") != "Actual":
            status = "NotSupportedAttributeType"
        elif status == "Accepted":
            value = self._value(name)
            status = "Rejected" if value is None else status
        return {
            "attributeStatus": status,
            "attributeValue": value,
            "attributeType": asked.get("attributeType"),
            "component": asked["component"],
            "variable": asked["variable"],
        }

    def _set(self, wanted: Json) -> Json:
        name = short(wanted["component"], wanted["variable"])
        status = self._known(name)
        if status == "Accepted" and wanted.get("attributeType", "Actual") != "Actual":
            status = "NotSupportedAttributeType"
        elif status == "Accepted":
            status = self.cabinet.configuration.change(name, wanted["attributeValue"])
        if name == PASSWORD and status == Outcome.ACCEPTED:
            self.station.connection.password = wanted["attributeValue"]
            self.afterwards(partial(self.hang_up, abruptly=False))
        return {
            "attributeStatus": status,
            "attributeType": wanted.get("attributeType"),
            "component": wanted["component"],
            "variable": wanted["variable"],
        }

    def _known(self, name: str) -> str:
        settings = self.cabinet.configuration.settings
        if name in settings:
            return "Accepted"
        components = {component_of(known) for known in settings}
        return (
            "UnknownVariable"
            if component_of(name) in components
            else "UnknownComponent"
        )

    def _value(self, name: str) -> str | None:
        component, _, variable = name.partition(".")
        if variable != "AvailabilityState":
            return self.cabinet.configuration.value(name)
        number = component.partition(":")[2].partition(":")[0]
        if not number:
            operative = self.cabinet.station_operative
            return "Available" if operative else "Unavailable"
        return STATES.get(self.cabinet.connectors[int(number)].status, "Occupied")

    def _refuse_too_many(self) -> None:
        if self.objections:
            raise OccurenceConstraintViolationError("too many variables")


def _concerns(asked: Json, name: str) -> bool:
    component, variable = asked["component"], asked.get("variable")
    if variable is not None:
        return short(component, variable) == name
    return component_of(name).partition(":")[0] == str(component["name"])
