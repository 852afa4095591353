"""Let the current flow that profiles, hardware and cars allow, and report changes."""

from collections.abc import Iterable
from datetime import datetime

from .cabinet import Cabinet
from .connector import Connector
from .measurands import Reading
from .outbox import Outbox
from .rhythm import Rhythm
from .transaction import StateChanged, StatusChanged
from .words import NO_ERROR, Key, Status

TICK_REAL_S = 0.1
TICK_S = 1.0


class Flow:
    """What flows through the connectors, and what they say of themselves."""

    def __init__(self, cabinet: Cabinet, outbox: Outbox) -> None:
        self._cabinet = cabinet
        self._outbox = outbox
        self._settled_s = cabinet.clock.seconds()
        self.tick = Rhythm(cabinet.clock, self._tick_s, self._beat)

    def settle(self) -> None:
        """Let the time since the last look pass, and report what has changed."""
        self.advance()
        for connector in self._cabinet.connectors.values():
            connector.offer(self.limit_a(connector, self._cabinet.clock.now()))
        for connector in self._cabinet.connectors.values():
            self._report_state(connector)
            self.report_status(connector)
        self._cabinet.journal.look_again()

    def limit_a(self, connector: Connector, at: datetime) -> float:
        """Return what a connector may draw: hardware and all profiles together."""
        transaction = connector.transaction
        if transaction is not None and not transaction.permitted:
            return 0.0
        limits = [connector.hardware.max_current_a]
        profiles, circuit = self._cabinet.profiles, connector.circuit
        station = profiles.station_limit_a(at, circuit)
        if station is not None:
            limits.append(station / self._sharing())
        session_start = transaction.started_at if transaction else None
        session = profiles.session_limit_a(connector.number, at, session_start, circuit)
        if session is not None:
            limits.append(session)
        return min(limits)

    def read(self, number: int) -> Reading:
        """Read a connector's meter."""
        self.settle()
        now = self._cabinet.clock.now()
        return self._cabinet.connectors[number].read(now)

    def report_status(self, connector: Connector, *, again: bool = False) -> None:
        """Tell the CSMS a connector's status if it is news."""
        status = (connector.status, connector.error_code)
        if not again and (connector.told == status or self._held(connector, status)):
            return
        if self._cabinet.online:
            connector.told = status
        self._outbox.put(
            StatusChanged(
                at=self._cabinet.clock.now(),
                connector=connector.number,
                status=connector.status,
                error_code=connector.error_code,
                again=again,
            )
        )

    def report_all(self) -> None:
        """Tell the status of the station and of each connector, as after a start."""
        self.report_station()
        for connector in self._cabinet.connectors.values():
            self.report_status(connector, again=True)

    def report_news(self, unheard: Iterable[int]) -> None:
        """Tell what has changed while nobody listened."""
        for number in unheard:
            if number in self._cabinet.connectors:
                self._cabinet.connectors[number].told = None
        self.settle()

    def report_station(self) -> None:
        """Tell the status of the station as a whole, which is connector 0."""
        cabinet = self._cabinet
        operative = (
            Status.AVAILABLE if cabinet.station_operative else Status.UNAVAILABLE
        )
        self._outbox.put(
            StatusChanged(
                at=cabinet.clock.now(),
                connector=0,
                status=Status.FAULTED if cabinet.station_fault else operative,
                error_code=cabinet.station_fault or NO_ERROR,
            )
        )

    def advance(self) -> None:
        now_s = self._cabinet.clock.seconds()
        passed_s, self._settled_s = now_s - self._settled_s, now_s
        for connector in self._cabinet.connectors.values():
            connector.advance(passed_s)

    def _held(self, connector: Connector, status: tuple[Status, str]) -> bool:
        """Tell whether a status is too new to be told; MinimumStatusDuration says."""
        least_s = self._cabinet.number(Key.STATUS_DURATION)
        if not least_s:
            return False
        now_s = self._cabinet.clock.seconds()
        if connector.entered is None or connector.entered[0] != status:
            connector.entered = status, now_s
            self._cabinet.spawn(self._settle_after(least_s))
        return now_s - connector.entered[1] < least_s

    async def _settle_after(self, seconds: float) -> None:
        await self._cabinet.clock.sleep(seconds)
        self.settle()

    def _sharing(self) -> int:
        charging = [
            connector
            for connector in self._cabinet.connectors.values()
            if connector.transaction is not None and connector.car is not None
        ]
        return max(1, len(charging))

    def _report_state(self, connector: Connector) -> None:
        transaction, status = connector.transaction, connector.status
        if transaction is None or connector.told_state == status:
            return
        connector.told_state = status
        self._outbox.put(
            StateChanged(
                transaction=transaction,
                reading=connector.read(self._cabinet.clock.now()),
                status=status,
                sequence=transaction.next_sequence(),
                offline=not self._cabinet.online,
            )
        )

    def _tick_s(self) -> float | None:
        idle = all(
            connector.transaction is None
            for connector in self._cabinet.connectors.values()
        )
        return None if idle else max(TICK_S, TICK_REAL_S * self._cabinet.clock.speed)

    async def _beat(self) -> None:
        self.settle()
