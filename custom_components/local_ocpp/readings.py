"""How what a meter says is shown: in which unit, and how exactly."""

from collections.abc import Callable
from typing import NamedTuple

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import (
    REVOLUTIONS_PER_MINUTE,
    UnitOfApparentPower,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfEnergy,
    UnitOfFrequency,
    UnitOfPower,
    UnitOfRatio,
    UnitOfReactiveEnergy,
    UnitOfReactivePower,
    UnitOfTemperature,
)

from .csms.domain.model.metering import (
    OUTLET,
    Meter,
    Quantity,
    per_phase,
    strongest,
    total,
)

type Tell = Callable[[Meter, str], float | None]


class Scale(NamedTuple):
    """How a value in one of the domain's base units is shown.

    `kept` digits are written, so that noise is no change; `shown` ones are displayed.
    """

    unit: str | None
    device_class: SensorDeviceClass | None
    kept: int
    shown: int
    factor: float = 1

    def show(self, value: float | None) -> float | None:
        """Return a value as it is written; whole numbers without a fraction."""
        return None if value is None else round(value * self.factor, self.kept or None)


SCALES = {
    "Wh": Scale(UnitOfEnergy.KILO_WATT_HOUR, SensorDeviceClass.ENERGY, 3, 2, 0.001),
    "varh": Scale(
        UnitOfReactiveEnergy.KILO_VOLT_AMPERE_REACTIVE_HOUR,
        SensorDeviceClass.REACTIVE_ENERGY,
        *(3, 2, 0.001),
    ),
    "VAh": Scale("kVAh", None, 3, 2, 0.001),
    "W": Scale(UnitOfPower.WATT, SensorDeviceClass.POWER, 0, 0),
    "VA": Scale(
        UnitOfApparentPower.VOLT_AMPERE, SensorDeviceClass.APPARENT_POWER, 0, 0
    ),
    "var": Scale(
        UnitOfReactivePower.VOLT_AMPERE_REACTIVE, SensorDeviceClass.REACTIVE_POWER, 0, 0
    ),
    "A": Scale(UnitOfElectricCurrent.AMPERE, SensorDeviceClass.CURRENT, 2, 1),
    "V": Scale(UnitOfElectricPotential.VOLT, SensorDeviceClass.VOLTAGE, 1, 0),
    "Hz": Scale(UnitOfFrequency.HERTZ, SensorDeviceClass.FREQUENCY, 2, 1),
    "°C": Scale(UnitOfTemperature.CELSIUS, SensorDeviceClass.TEMPERATURE, 1, 0),
    "K": Scale(UnitOfTemperature.KELVIN, SensorDeviceClass.TEMPERATURE, 1, 0),
    "%": Scale(UnitOfRatio.PERCENTAGE, None, 1, 0),
    "rpm": Scale(REVOLUTIONS_PER_MINUTE, None, 0, 0),
}


def scale_of(unit: str) -> Scale:
    """Return how values in a unit are shown, also in one that only a vendor knows."""
    return SCALES.get(unit) or Scale(unit or None, None, 3, 2)


def summed(meter: Meter, measurand: str) -> float | None:
    """Tell a measurand whose phases add up."""
    return total(meter.readings, measurand)


def highest(meter: Meter, measurand: str) -> float | None:
    """Tell a measurand by its highest phase; phases that are not in use read zero."""
    return strongest(meter.readings, measurand)


def of_phase(phase: str) -> Tell:
    """Tell one phase of a measurand."""
    return lambda meter, measurand: per_phase(meter.readings, measurand).get(phase)


def anywhere(meter: Meter, measurand: str) -> float | None:
    """Tell what there is but one of, wherever the station says that it was measured."""
    found = (
        value
        for quantity, value in meter.readings.items()
        if quantity.measurand == measurand
    )
    return next(found, None)


def temperature(meter: Meter, measurand: str) -> float | None:
    """Tell the temperature of the outlet in °C, else that of another part of the station."""
    celsius = {
        quantity.location: value - 273.15 if quantity.unit == "K" else value
        for quantity, value in meter.readings.items()
        if quantity.measurand == measurand
    }
    return celsius.get(OUTLET, next(iter(celsius.values()), None))


def power(meter: Meter, measurand: str) -> float | None:
    """Tell the power: measured, or how fast the register counts."""
    return meter.power_w


def register(meter: Meter, measurand: str) -> float | None:
    """Tell the energy ever counted, whatever the station's own register does."""
    return meter.register.total_wh


def exactly(quantity: Quantity) -> Tell:
    """Tell what was said of this very quantity."""
    return lambda meter, measurand: meter.readings.get(quantity)
