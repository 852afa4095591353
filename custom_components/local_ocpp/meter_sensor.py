"""Sensors of what meters say, of a plug or of the whole station."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.util import slugify

from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.metering import OUTLET, Quantity
from .entity import StationEntity
from .feed import Feed
from .readings import Scale, Tell, exactly, of_phase, scale_of, summed

# The one measurand that belongs to the car, and is measured there.
SOC = "SoC"

# Stations may invent measurands; one that never stops must not flood the entity registry.
OTHER_READINGS_AT_MOST = 40

MEASUREMENT = SensorStateClass.MEASUREMENT
REGISTER = SensorStateClass.TOTAL_INCREASING
BALANCE = SensorStateClass.TOTAL


@dataclass(frozen=True, kw_only=True)
class MeterSensorDescription(SensorEntityDescription):
    """A sensor of what a meter says; without `always`, only once it has said it."""

    measurand: str
    phase: str | None
    tell: Tell
    scale: Scale
    always: bool


def measured(
    key: str,
    measurand: str,
    unit: str,
    tell: Tell | None = None,
    state_class: SensorStateClass | None = MEASUREMENT,
    *,
    phase: str | None = None,
    device_class: SensorDeviceClass | None = None,
    category: EntityCategory | None = None,
    always: bool = False,
    enabled: bool = True,
) -> MeterSensorDescription:
    """Describe the sensor of a measurand, given its base unit and how it is told."""
    scale = scale_of(unit)
    return MeterSensorDescription(
        key=key,
        measurand=measurand,
        phase=phase,
        tell=of_phase(phase) if phase else tell or summed,
        scale=scale,
        always=always,
        device_class=device_class or scale.device_class,
        entity_category=category,
        native_unit_of_measurement=scale.unit,
        state_class=state_class,
        suggested_display_precision=scale.shown,
        entity_registry_enabled_default=enabled,
    )


class MeterSensor(StationEntity[float | None], SensorEntity):
    """A sensor of what a plug's meter says, or the station's main meter."""

    entity_description: MeterSensorDescription

    @property
    def seen(self) -> bool:
        """Whether there is something to be shown."""
        return self.entity_description.always or self.read() is not None

    @override
    def read(self) -> float | None:
        state, shown = self.feed.state, self.entity_description
        meter = state.connector(self._ref).meter if self._ref else state.meter
        return shown.scale.show(shown.tell(meter, shown.measurand))

    @property
    @override
    def native_value(self) -> float | None:
        return self.current


class RegisterSensor(MeterSensor, RestoreSensor):
    """A register, as it was last shown until the meter is heard of again."""

    _last_shown: float | None = None

    @override
    async def async_added_to_hass(self) -> None:
        last = await self.async_get_last_sensor_data()
        if last and isinstance(last.native_value, int | float):
            self._last_shown = last.native_value
        await super().async_added_to_hass()

    @override
    def read(self) -> float | None:
        counted = super().read()
        return self._last_shown if counted is None else counted


class OtherReadingSensor(MeterSensor):
    """A sensor of a reading that we know no more of than the station says."""

    def __init__(
        self,
        feed: Feed,
        quantity: Quantity,
        ref: ConnectorRef | None,
        translation_key: str,
    ) -> None:
        """Bind to the quantity; it is named in OCPP's words."""
        words = _words(quantity)
        described = measured(
            f"reading_{slugify(words)}",
            quantity.measurand,
            quantity.unit,
            exactly(quantity),
            _state_class(quantity),
            category=EntityCategory.DIAGNOSTIC,
            enabled=False,
        )
        super().__init__(feed, described, ref)
        self._attr_translation_key = translation_key
        self._attr_translation_placeholders = {"reading": words}


def _state_class(quantity: Quantity) -> SensorStateClass | None:
    if quantity.measurand.endswith(".Register"):
        return REGISTER
    return None if quantity.unit.endswith("h") else MEASUREMENT


def other_readings(
    feed: Feed,
    ref: ConnectorRef | None,
    known: Iterable[MeterSensorDescription],
    translation_key: str,
) -> Iterator[MeterSensor]:
    """Yield what no sensor is made for: odd phases and places, a vendor's own measurands."""
    told = {(description.measurand, description.phase) for description in known}
    meter = feed.state.meter if ref is None else feed.state.connector(ref).meter
    others = {
        _words(quantity).casefold(): quantity
        for quantity in meter.readings
        if not _is_told(quantity, told)
    }
    for quantity in islice(others.values(), OTHER_READINGS_AT_MOST):
        yield OtherReadingSensor(feed, quantity, ref, translation_key)


def _is_told(quantity: Quantity, told: set[tuple[str, str | None]]) -> bool:
    phase = quantity.phase.removesuffix("-N") if quantity.phase else None
    here = quantity.location == OUTLET or quantity.measurand == SOC
    return here and (quantity.measurand, phase) in told


def _words(quantity: Quantity) -> str:
    """Return what a quantity is, in OCPP's words."""
    elsewhere = quantity.location if quantity.location != OUTLET else None
    return " ".join(filter(None, (quantity.measurand, quantity.phase, elsewhere)))
