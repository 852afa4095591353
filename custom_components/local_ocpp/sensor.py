"""Sensors: what a plug does, what its meter says, how its session goes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import EntityCategory, UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .backoffice import HomeBackoffice
from .const import DOMAIN
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.metering import CURRENT, ENERGY, POWER
from .csms.domain.model.station import Connector, Fault, StationState
from .entity import ConnectorEntity, StationEntity, async_add_what_is_there
from .faults import FaultEntity
from .feed import Feed
from .meter_sensor import (
    BALANCE,
    MEASUREMENT,
    REGISTER,
    SOC,
    MeterSensor,
    RegisterSensor,
    measured,
    other_readings,
)
from .readings import SCALES, anywhere, highest, power, register, summed, temperature
from .runtime import LocalOcppConfigEntry
from .states import ERROR_CODES, STATUSES, STOP_REASONS, error_code, status, stop_reason

PARALLEL_UPDATES = 0

VOLTAGE = "Voltage"

DIAGNOSTIC = EntityCategory.DIAGNOSTIC

type Value = StateType | datetime
# A value, and when it began to be counted.
type Counted = tuple[Value, datetime | None]


@dataclass(frozen=True, kw_only=True)
class StationSensorDescription(SensorEntityDescription):
    """A sensor of the station itself."""

    value: Callable[[StationState], Value]


@dataclass(frozen=True, kw_only=True)
class ConnectorSensorDescription(SensorEntityDescription):
    """A sensor of a plug; `since` is when a total began to count."""

    value: Callable[[Connector], Value]
    since: Callable[[Connector], datetime | None] = lambda plug: None


METER_SENSORS = (
    measured("power", POWER, "W", power, always=True),
    measured("energy", ENERGY, "Wh", register, REGISTER, always=True),
    measured("current", CURRENT, "A", highest),
    measured("current_offered", "Current.Offered", "A", highest),
    measured("current_export", "Current.Export", "A", highest),
    measured("voltage", VOLTAGE, "V", highest),
    measured("power_offered", "Power.Offered", "W"),
    measured("power_export", "Power.Active.Export", "W"),
    measured("energy_export", "Energy.Active.Export.Register", "Wh", summed, REGISTER),
    measured("energy_net", "Energy.Active.Net", "Wh", summed, BALANCE),
    measured("soc", SOC, "%", anywhere, device_class=SensorDeviceClass.BATTERY),
    measured("temperature", "Temperature", "°C", temperature),
    measured(
        "power_factor",
        "Power.Factor",
        "",
        highest,
        device_class=SensorDeviceClass.POWER_FACTOR,
        category=DIAGNOSTIC,
    ),
    measured("frequency", "Frequency", "Hz", highest, category=DIAGNOSTIC),
    measured("rpm", "RPM", "rpm", highest, category=DIAGNOSTIC),
    # What was counted within an interval is no register: it has no long-term statistics.
    *(
        measured(key, measurand, unit, summed, state_class, category=DIAGNOSTIC)
        for key, measurand, unit, state_class in (
            ("power_reactive_import", "Power.Reactive.Import", "var", MEASUREMENT),
            ("power_reactive_export", "Power.Reactive.Export", "var", MEASUREMENT),
            ("energy_import_interval", "Energy.Active.Import.Interval", "Wh", None),
            ("energy_export_interval", "Energy.Active.Export.Interval", "Wh", None),
            (
                "energy_reactive_import",
                "Energy.Reactive.Import.Register",
                "varh",
                REGISTER,
            ),
            (
                "energy_reactive_export",
                "Energy.Reactive.Export.Register",
                "varh",
                REGISTER,
            ),
            (
                "energy_reactive_import_interval",
                "Energy.Reactive.Import.Interval",
                "varh",
                None,
            ),
            (
                "energy_reactive_export_interval",
                "Energy.Reactive.Export.Interval",
                "varh",
                None,
            ),
            ("energy_reactive_net", "Energy.Reactive.Net", "varh", BALANCE),
            ("energy_apparent_import", "Energy.Apparent.Import", "VAh", REGISTER),
            ("energy_apparent_export", "Energy.Apparent.Export", "VAh", REGISTER),
            ("energy_apparent_net", "Energy.Apparent.Net", "VAh", BALANCE),
        )
    ),
    *(
        measured(key, measurand, unit, phase=phase, enabled=False)
        for key, measurand, unit, phase in (
            ("current_l1", CURRENT, "A", "L1"),
            ("current_l2", CURRENT, "A", "L2"),
            ("current_l3", CURRENT, "A", "L3"),
            ("voltage_l1", VOLTAGE, "V", "L1"),
            ("voltage_l2", VOLTAGE, "V", "L2"),
            ("voltage_l3", VOLTAGE, "V", "L3"),
            ("power_l1", POWER, "W", "L1"),
            ("power_l2", POWER, "W", "L2"),
            ("power_l3", POWER, "W", "L3"),
        )
    ),
)
# A station with a meter of its own, in front of its plugs, reports it as connector 0.
MAIN_METER_SENSORS = (
    measured("main_meter_power", POWER, "W", power),
    measured("main_meter_energy", ENERGY, "Wh", register, REGISTER),
    measured("main_meter_current", CURRENT, "A", highest),
    measured("main_meter_voltage", VOLTAGE, "V", highest),
    measured("main_meter_current_l1", CURRENT, "A", phase="L1", enabled=False),
    measured("main_meter_current_l2", CURRENT, "A", phase="L2", enabled=False),
    measured("main_meter_current_l3", CURRENT, "A", phase="L3", enabled=False),
)


def _session_started(plug: Connector) -> datetime | None:
    return plug.session.started_at if plug.session else None


def _session_energy(plug: Connector) -> float | None:
    return SCALES["Wh"].show(plug.session.energy_wh) if plug.session else None


def _session_id_tag(plug: Connector) -> str | None:
    return plug.session.token.value if plug.session and plug.session.token else None


def _stop_reason(plug: Connector) -> str | None:
    last = plug.last_transaction
    return stop_reason(last.stop_reason) if last and last.stop_reason else None


CONNECTOR_SENSORS = (
    ConnectorSensorDescription(
        key="status",
        device_class=SensorDeviceClass.ENUM,
        options=STATUSES,
        value=status,
    ),
    ConnectorSensorDescription(
        key="session_energy",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        state_class=BALANCE,
        suggested_display_precision=2,
        value=_session_energy,
        since=_session_started,
    ),
    ConnectorSensorDescription(
        key="session_started",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=_session_started,
    ),
    ConnectorSensorDescription(key="session_id_tag", value=_session_id_tag),
    ConnectorSensorDescription(
        key="stop_reason",
        device_class=SensorDeviceClass.ENUM,
        entity_category=DIAGNOSTIC,
        options=STOP_REASONS,
        value=_stop_reason,
    ),
)
SESSION_COST = SensorEntityDescription(
    key="session_cost",
    device_class=SensorDeviceClass.MONETARY,
    state_class=BALANCE,
    suggested_display_precision=2,
)
ERROR_CODE = SensorEntityDescription(
    key="error_code",
    device_class=SensorDeviceClass.ENUM,
    entity_category=DIAGNOSTIC,
    options=ERROR_CODES,
)
STATION_SENSORS = (
    StationSensorDescription(
        key="last_restart",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=DIAGNOSTIC,
        value=lambda state: state.booted_at,
    ),
    StationSensorDescription(
        key="ocpp_version",
        entity_category=DIAGNOSTIC,
        value=lambda state: state.ocpp_version,
    ),
)
SECURITY_PROFILE = SensorEntityDescription(
    key="security_profile",
    device_class=SensorDeviceClass.ENUM,
    entity_category=DIAGNOSTIC,
    options=["0", "1"],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LocalOcppConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of every station; one that was seen once stays."""
    registry = er.async_get(hass)
    backoffice = entry.runtime_data.backoffice

    def offer(feed: Feed) -> Iterator[StationEntity[Any]]:
        yield from _of_station(feed, backoffice)
        for ref in feed.connectors:
            yield from _of_connector(feed, ref, backoffice)
        for sensor in _of_meters(feed):
            if sensor.seen or registry.async_get_entity_id(
                "sensor", DOMAIN, str(sensor.unique_id)
            ):
                yield sensor

    async_add_what_is_there(entry, async_add_entities, offer)


def _of_station(feed: Feed, backoffice: HomeBackoffice) -> Iterator[StationEntity[Any]]:
    yield SecurityProfileSensor(feed, backoffice)
    for description in STATION_SENSORS:
        yield StationSensor(feed, description)


def _of_connector(
    feed: Feed, ref: ConnectorRef, backoffice: HomeBackoffice
) -> Iterator[StationEntity[Any]]:
    yield ErrorCodeSensor(feed, ERROR_CODE, ref)
    for description in CONNECTOR_SENSORS:
        yield ConnectorSensor(feed, description, ref)
    if backoffice.rules.session_price is not None:
        yield SessionCostSensor(feed, ref, backoffice)


def _of_meters(feed: Feed) -> Iterator[MeterSensor]:
    for description in MAIN_METER_SENSORS:
        yield MeterSensor(feed, description)
    yield from other_readings(feed, None, MAIN_METER_SENSORS, "main_meter_reading")
    for ref in feed.connectors:
        for description in METER_SENSORS:
            kind = RegisterSensor if description.tell is register else MeterSensor
            yield kind(feed, description, ref)
        yield from other_readings(feed, ref, METER_SENSORS, "reading")


class StationSensor(StationEntity[Value], SensorEntity):
    """A sensor of the station itself."""

    entity_description: StationSensorDescription

    @override
    def read(self) -> Value:
        return self.entity_description.value(self.feed.state)

    @property
    @override
    def native_value(self) -> Value:
        return self.current


class SecurityProfileSensor(StationEntity[str], SensorEntity):
    """How a station has to prove who it is: not at all, or with a password."""

    def __init__(self, feed: Feed, backoffice: HomeBackoffice) -> None:
        """Bind to the station; the backoffice knows who has a password."""
        super().__init__(feed, SECURITY_PROFILE)
        self._backoffice = backoffice

    @override
    def read(self) -> str:
        return "1" if self._backoffice.rules.passwords.get(self.feed.id) else "0"

    @property
    @override
    def native_value(self) -> str:
        return self.current


class ConnectorSensor(ConnectorEntity[Counted], SensorEntity):
    """A sensor of a plug."""

    entity_description: ConnectorSensorDescription

    @override
    def read(self) -> Counted:
        shown, plug = self.entity_description, self.connector
        return shown.value(plug), shown.since(plug)

    @property
    @override
    def native_value(self) -> Value:
        return self.current[0]

    @property
    @override
    def last_reset(self) -> datetime | None:
        return self.current[1]


class SessionCostSensor(ConnectorSensor):
    """What the session costs, at the owner's price."""

    def __init__(
        self, feed: Feed, ref: ConnectorRef, backoffice: HomeBackoffice
    ) -> None:
        """Bind to the plug; the backoffice knows the price."""
        super().__init__(feed, SESSION_COST, ref)
        self._backoffice = backoffice

    @override
    def read(self) -> Counted:
        session, price = self.connector.session, self._backoffice.rules.session_price
        if session is None:
            return None, None
        cost = session.cost
        if cost is None and price is not None and session.energy_wh is not None:
            cost = session.energy_wh / 1000 * price
        return None if cost is None else round(cost, 2), session.started_at

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        return self.hass.config.currency


class ErrorCodeSensor(FaultEntity[Fault | None], SensorEntity):
    """What is wrong, and what the vendor says of it."""

    @override
    def read(self) -> Fault | None:
        return self.fault

    @property
    @override
    def native_value(self) -> str:
        return error_code(self.current)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        fault = self.current
        return {
            "text": fault.text if fault else None,
            "vendor_code": fault.vendor_code if fault else None,
        }
