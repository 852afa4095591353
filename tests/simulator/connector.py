"""One socket: what is plugged in, what flows, and what it would say of itself."""

from dataclasses import dataclass
from datetime import datetime

from .car import Car
from .measurands import Reading
from .model import Hardware
from .profiles import Circuit, Profile
from .transaction import Transaction
from .words import NO_ERROR, Status

CABLE_OHMS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A tag that may charge here, as soon as a car is plugged in."""

    tag: str
    parent_tag: str | None = None
    remote_start_id: int | None = None
    profile: Profile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A socket that is kept for the owner of a tag, or for a family."""

    id: int
    tag: str
    parent_tag: str | None = None

    def admits(self, tag: str, parent_tag: str | None) -> bool:
        same_family = parent_tag is not None and parent_tag == self.parent_tag
        return same_family or tag.casefold() == self.tag.casefold()


class Connector:
    """A socket or a fixed cable with its meter."""

    def __init__(self, number: int, hardware: Hardware) -> None:
        self.number = number
        self.hardware = hardware
        self.register_wh = hardware.register_wh
        self.car: Car | None = None
        self.transaction: Transaction | None = None
        self.last: Transaction | None = None
        self.permission: Permission | None = None
        self.offered_a = 0.0
        self.operative = True
        self.operative_next: bool | None = None
        self.error_code = NO_ERROR
        self.faulted = False
        self.finishing = False
        self.reservation: Reservation | None = None
        self.jammed = False
        self.entered: tuple[tuple[Status, str], float] | None = None
        self.told: tuple[Status, str] | None = None
        self.told_state: Status | None = None
        self.told_word: str | None = None

    @property
    def current_a(self) -> float:
        """Return what flows now, per phase, or the direct current."""
        return self.car.current_a if self.car and self.transaction else 0.0

    @property
    def power_w(self) -> float:
        return self.current_a * self._volts * self.circuit.phases

    @property
    def circuit(self) -> Circuit:
        """Return what amperes and watts are counted on here."""
        if self.hardware.direct_current:
            return Circuit(volts=self.hardware.voltage_v, phases=1)
        phases = min(self.car.phases if self.car else 3, self.hardware.phases)
        return Circuit(volts=self.hardware.voltage_v, phases=phases)

    @property
    def status(self) -> Status:
        if self.faulted:
            return Status.FAULTED
        if self.transaction is not None:
            return self._charging_status()
        if not self.operative:
            return Status.UNAVAILABLE
        if self.finishing:
            return Status.FINISHING
        if self.car is not None or self.permission is not None:
            return Status.PREPARING
        return Status.AVAILABLE if self.reservation is None else Status.RESERVED

    @property
    def free(self) -> bool:
        """Tell whether a session may begin here."""
        return self.transaction is None and self.operative and not self.faulted

    def admits(self, tag: str, parent_tag: str | None = None) -> bool:
        """Tell whether a session with this tag may begin here."""
        return self.free and (
            self.reservation is None or self.reservation.admits(tag, parent_tag)
        )

    @property
    def end_untold(self) -> bool:
        """Tell whether the CSMS may still believe that the last session runs."""
        return self.last is not None and not self.last.end_told

    def plug_in(self, car: Car) -> None:
        self.car = car

    def unplug(self) -> None:
        if self.car is not None:
            self.car.unplugged()
        self.car = None
        self.finishing = False

    def offer(self, amperes: float) -> None:
        """Offer a current; below the minimum that the plug can signal it is none."""
        enough = amperes >= self.hardware.min_current_a and amperes > 0
        self.offered_a = amperes if enough else 0.0

    def advance(self, seconds: float) -> None:
        """Let time pass at the present offer."""
        if self.car is None or self.transaction is None:
            return
        self.register_wh += self.car.advance(
            seconds,
            self.offered_a,
            self._volts * self.circuit.phases,
            direct=self.hardware.direct_current,
        )

    def open_contactor(self) -> None:
        """Stop the current at once."""
        self.offered_a = 0.0
        if self.car is not None:
            self.car.current_a = 0.0

    def read(self, at: datetime) -> Reading:
        """Read the meter."""
        wires = 1 if self.hardware.direct_current else self.hardware.phases
        used = self.circuit.phases
        report_soc = self.hardware.direct_current and self.car is not None
        return Reading(
            at=at,
            energy_wh=self.register_wh,
            currents_a=tuple(
                self.current_a if wire < used else 0.0 for wire in range(wires)
            ),
            voltages_v=tuple(
                self._volts if wire < used else self.hardware.voltage_v
                for wire in range(wires)
            ),
            phases=not self.hardware.direct_current,
            offered_a=self.offered_a,
            offered_w=self.circuit.watts(self.offered_a),
            soc_percent=self.car.soc_percent if report_soc and self.car else None,
            temperature_c=21.0 + self.current_a / 2,
        )

    @property
    def _volts(self) -> float:
        if self.hardware.direct_current:
            return self.hardware.voltage_v
        return self.hardware.voltage_v - CABLE_OHMS * self.current_a

    def _charging_status(self) -> Status:
        if self.offered_a == 0:
            return Status.SUSPENDED_EVSE if self.car else Status.SUSPENDED_EV
        direct = self.hardware.direct_current
        drawing = self.car is not None and (
            self.car.current_a > 0
            or self.car.wishes_a(self.offered_a, direct=direct) > 0
        )
        return Status.CHARGING if drawing else Status.SUSPENDED_EV
