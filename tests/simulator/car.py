"""A car with a battery, a slow ramp and a mind of its own."""

from dataclasses import dataclass, field

STEP_S = 1.0
"""No step of the simulation is longer while something still changes."""


@dataclass(kw_only=True)
class Car:
    """An electric car.

    Currents are per phase on AC and the whole direct current on DC. It draws
    nothing below `min_current_a`, ramps by `ramp_a_per_s`, tapers above
    `taper_above_percent` and stops at `target_soc_percent`. It may wake
    `wakes_after_s` late, and not `resume` once it has been paused.
    """

    battery_wh: float = 60_000.0
    soc_percent: float = 40.0
    target_soc_percent: float = 100.0
    taper_above_percent: float = 80.0
    phases: int = 3
    max_current_a: float = 16.0
    max_direct_current_a: float = 250.0
    min_current_a: float = 6.0
    ramp_a_per_s: float = 4.0
    wakes_after_s: float = 0.0
    resumes: bool = True
    efficiency: float = 0.92

    current_a: float = field(default=0.0, init=False)
    _awake_s: float = field(default=0.0, init=False)
    _gave_up: bool = field(default=False, init=False)
    _has_drawn: bool = field(default=False, init=False)

    def wishes_a(self, offered_a: float, *, direct: bool = False) -> float:
        """Return what it would draw of what it is offered."""
        if not self._willing(offered_a, 0.0 if direct else self.min_current_a):
            return 0.0
        ceiling = self.max_direct_current_a if direct else self.max_current_a
        floor = min(self.min_current_a, ceiling)
        return min(offered_a, max(ceiling * self._taper(), floor))

    def advance(
        self, seconds: float, offered_a: float, volts: float, *, direct: bool = False
    ) -> float:
        """Let time pass at this offer; return the energy drawn, in Wh.

        `volts` is the sum over the phases in use.
        """
        drawn_wh = 0.0
        while seconds > 0:
            wish = self.wishes_a(offered_a, direct=direct)
            step = min(seconds, self._step(offered_a, wish))
            drawn_wh += self._draw(step, wish, volts)
            self._notice(offered_a, step, direct=direct)
            seconds -= step
        return drawn_wh

    def unplugged(self) -> None:
        """Forget this stop: at the next one it starts afresh."""
        self.current_a = self._awake_s = 0.0
        self._gave_up = self._has_drawn = False

    def _willing(self, offered_a: float, floor_a: float) -> bool:
        return (
            not self._gave_up
            and self._awake_s >= self.wakes_after_s
            and self.soc_percent < self.target_soc_percent
            and offered_a > 0
            and offered_a >= floor_a
        )

    def _taper(self) -> float:
        left = 100.0 - self.soc_percent
        span = 100.0 - self.taper_above_percent
        return 1.0 if left >= span else left / span

    def _step(self, offered_a: float, wish: float) -> float:
        if offered_a <= 0 and self.current_a == 0:
            return float("inf")
        return STEP_S if self.current_a != wish or self._asleep else 10 * STEP_S

    @property
    def _asleep(self) -> bool:
        return self._awake_s < self.wakes_after_s

    def _draw(self, seconds: float, wish: float, volts: float) -> float:
        before = self.current_a
        ramp = self.ramp_a_per_s * seconds
        self.current_a = min(max(wish, before - ramp), before + ramp)
        energy_wh = (before + self.current_a) / 2 * volts * seconds / 3600
        self.soc_percent = min(
            100.0,
            self.soc_percent + 100 * energy_wh * self.efficiency / self.battery_wh,
        )
        return energy_wh

    def _notice(self, offered_a: float, seconds: float, *, direct: bool) -> None:
        paused = offered_a < (1e-9 if direct else self.min_current_a)
        if not paused:
            self._awake_s += seconds
        elif self._has_drawn and not self.resumes:
            self._gave_up = True
        self._has_drawn = self._has_drawn or self.current_a > 0
