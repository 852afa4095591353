"""The limits to come, as a station answers GetCompositeSchedule."""

from dataclasses import dataclass
from datetime import datetime

from .cabinet import Cabinet
from .flow import Flow
from .profiles import Circuit
from .words import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """Periods of start in seconds and limit in `unit`, from `start` on."""

    start: datetime
    duration_s: int
    unit: str
    periods: list[tuple[int, float]]


def composite(
    cabinet: Cabinet, flow: Flow, number: int, duration_s: int, unit: str
) -> Composite:
    """Add up all profiles for a connector, or for the station if that is 0."""
    flow.settle()
    now, circuit = cabinet.clock.now(), _circuit(cabinet, number)

    def limit_a(at: datetime) -> float:
        if number != 0:
            return flow.limit_a(cabinet.connectors[number], at)
        hardware = cabinet.model.hardware
        limit = cabinet.profiles.station_limit_a(at, circuit)
        return hardware.max_current_a * hardware.connectors if limit is None else limit

    session = cabinet.connectors[number].transaction if number else None
    steps = cabinet.profiles.composite(
        now, duration_s, session.started_at if session else None, limit_a
    )
    most = cabinet.number(Key.CHARGING_ALLOWED_PERIODS)
    return Composite(
        start=now,
        duration_s=duration_s,
        unit=unit,
        periods=[
            (
                step.start_s,
                round(step.amperes if unit == "A" else circuit.watts(step.amperes), 1),
            )
            for step in steps[: int(most) if most else None]
        ],
    )


def _circuit(cabinet: Cabinet, number: int) -> Circuit:
    return cabinet.connectors[number or 1].circuit
