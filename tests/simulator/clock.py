"""Let an afternoon at the charger pass in a minute."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import time


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Simulated time: `speed` seconds of it pass in one real second.

    Everything that takes time at a station (a ramp, a battery, an interval)
    takes simulated seconds. What it writes into its messages is the real time,
    unless `stamps_follow_speed`.
    """

    speed: float = 1.0
    stamps_follow_speed: bool = False
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _origin: float = field(default_factory=time.monotonic)

    def seconds(self) -> float:
        """Return the simulated seconds since the start."""
        return (time.monotonic() - self._origin) * self.speed

    def now(self) -> datetime:
        """Return the time that messages carry, in UTC."""
        if self.stamps_follow_speed:
            return self.started_at + timedelta(seconds=self.seconds())
        return datetime.now(UTC)

    def real_seconds(self, simulated: float) -> float:
        return simulated / self.speed

    async def sleep(self, simulated_seconds: float) -> None:
        await asyncio.sleep(self.real_seconds(simulated_seconds))


def stamp(moment: datetime) -> str:
    """Spell a moment as OCPP asks: RFC 3339 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def moment(text: str) -> datetime:
    """Read an RFC 3339 timestamp; raise ValueError if it has no zone."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        message = f"{text} has no time zone"
        raise ValueError(message)
    return parsed
