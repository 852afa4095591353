"""Meter values, which every OCPP version spells almost alike."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from math import isfinite
from typing import Any

from ..domain.model.metering import ENERGY, OUTLET, Quantity, Sample
from .rpc import Payload
from .wire import timestamp

# No meter counts in steps beyond these; a power of millions would keep us busy for minutes.
MOST_DECIMALS = 24

# Unit as spelled by stations, in lower case -> the base unit, and how many of it.
_BASE_UNITS: Mapping[str, tuple[str, float]] = {
    "wh": ("Wh", 1),
    "kwh": ("Wh", 1000),
    "varh": ("varh", 1),
    "kvarh": ("varh", 1000),
    "vah": ("VAh", 1),
    "kvah": ("VAh", 1000),
    "w": ("W", 1),
    "kw": ("W", 1000),
    "va": ("VA", 1),
    "kva": ("VA", 1000),
    "var": ("var", 1),
    "kvar": ("var", 1000),
    "a": ("A", 1),
    "ma": ("A", 0.001),
    "v": ("V", 1),
    "kv": ("V", 1000),
    "mv": ("V", 0.001),
    "hz": ("Hz", 1),
    "hertz": ("Hz", 1),
    "percent": ("%", 1),
    "%": ("%", 1),
    "celsius": ("°C", 1),
    "celcius": ("°C", 1),
    "c": ("°C", 1),
    "°c": ("°C", 1),
    "k": ("K", 1),
    "rpm": ("rpm", 1),
}

# The unit that a measurand cannot do without, where the station leaves it out
# or names one that belongs to something else (power "in Wh").
_MEASURAND_UNITS: Mapping[str, tuple[str, ...]] = {
    "Energy.Active": ("Wh",),
    "Energy.Reactive": ("varh",),
    "Energy.Apparent": ("VAh",),
    "Power.Active": ("W",),
    "Power.Offered": ("W",),
    "Power.Reactive": ("var",),
    "Power.Factor": ("",),
    "Current": ("A",),
    "Voltage": ("V",),
    "Frequency": ("Hz",),
    "SoC": ("%",),
    "RPM": ("rpm",),
    "Temperature": ("°C", "K"),
}


def samples(
    meter_values: Iterable[Payload],
    quantity: Callable[[Payload], tuple[Quantity, float]],
) -> tuple[Sample, ...]:
    """Read a list of MeterValueType, in the order of their time.

    `quantity` reads what one SampledValueType measures, and the factor to its base unit.
    Values that are no numbers (signed data, NaN, empty) are left out.
    """
    read = (
        sample
        for meter_value in meter_values
        for sample in _by_context(meter_value, quantity)
    )
    return tuple(sorted(read, key=lambda sample: sample.at))


def readable(
    meter_values: Iterable[Payload] | None,
    read: Callable[[Iterable[Payload]], tuple[Sample, ...]],
) -> tuple[Sample, ...]:
    """Read those MeterValueTypes that can be read: no session has to wait for the others."""
    samples: list[Sample] = []
    for meter_value in meter_values or ():
        with suppress(ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
            samples += read((meter_value,))
    return tuple(sorted(samples, key=lambda sample: sample.at))


def _by_context(
    meter_value: Payload, quantity: Callable[[Payload], tuple[Quantity, float]]
) -> Iterable[Sample]:
    at = timestamp(meter_value["timestamp"])
    contexts: dict[str, dict[Quantity, float]] = {}
    for sampled in meter_value["sampledValue"]:
        if (value := _number(sampled)) is None:
            continue
        what, factor = quantity(sampled)
        context = sampled.get("context") or "Sample.Periodic"
        contexts.setdefault(context, {})[what] = value * factor
    return [
        Sample(at=at, readings=readings, context=context)
        for context, readings in contexts.items()
    ]


def _number(sampled: Payload) -> float | None:
    if sampled.get("format") == "SignedData":
        return None
    try:
        value = float(sampled["value"])
    except KeyError, TypeError, ValueError:
        return None
    return value if isfinite(value) else None


@lru_cache(maxsize=1024)
def named(
    measurand: str | None, unit: str | None, phase: str | None, location: str | None
) -> tuple[Quantity, float]:
    """Return what is measured and the factor to its base unit, with OCPP's defaults."""
    measurand = measurand or ENERGY
    base, factor = _base_unit(measurand, unit)
    return Quantity(measurand, base, phase or None, location or OUTLET), factor


def _base_unit(measurand: str, unit: str | None) -> tuple[str, float]:
    allowed = next(
        (
            units
            for prefix, units in _MEASURAND_UNITS.items()
            if measurand.startswith(prefix)
        ),
        None,
    )
    base, factor = _BASE_UNITS.get((unit or "").casefold(), (unit or "", 1.0))
    if allowed is None or base in allowed:
        return base, factor
    # "Percent" for a power factor, "Wh" for a power: the prefix may hold, the unit does not.
    return allowed[0], factor if base else 1.0


def scaled(pair: tuple[Quantity, float], multiplier: Any) -> tuple[Quantity, float]:
    """Return a quantity with OCPP 2.x's power of ten applied."""
    what, factor = pair
    exponent = min(max(int(multiplier or 0), -MOST_DECIMALS), MOST_DECIMALS)
    return what, factor * 10.0**exponent
