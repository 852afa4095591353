"""Charge cars: let them begin, limit them, notice that they pause, and end it."""

import asyncio

from .authority import Authority
from .cabinet import Cabinet
from .car import Car
from .connector import Connector, Permission
from .flow import Flow
from .outbox import Outbox
from .profiles import Purpose
from .rhythm import Rhythm
from .speech import TagVerdict
from .transaction import Sampled, Started, Stopped, Transaction
from .words import Context, Key, Reason

EARLY_S = 0.05
"""A timer may fire this much too early."""


class Charging:
    """The sessions of a station, one per connector at most."""

    def __init__(
        self, cabinet: Cabinet, outbox: Outbox, authority: Authority, flow: Flow
    ) -> None:
        self._cabinet = cabinet
        self._outbox = outbox
        self._authority = authority
        self._flow = flow
        self._sampling: dict[int, asyncio.Task[None]] = {}
        self._timeouts: dict[int, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Let time pass for the cars."""
        self._cabinet.spawn_rhythm(self._flow.tick)
        self._cabinet.spawn_rhythm(
            Rhythm(self._cabinet.clock, self._until_the_clock, self._read_by_the_clock)
        )

    # What people do

    def plug_in(self, number: int, car: Car) -> None:
        connector = self._cabinet.connectors[number]
        connector.plug_in(car)
        self._flow.settle()
        self._begin_if_ready(connector)

    def unplug(self, number: int) -> None:
        """Pull the cable out of the car; what then happens is a setting."""
        connector = self._cabinet.connectors[number]
        self._flow.settle()
        connector.unplug()
        self._flow.settle()
        ends = self._cabinet.flag(Key.STOP_ON_UNPLUG, default=True)
        if connector.transaction is not None and ends:
            connector.finishing = True
            self.stop(connector, Reason.EV_DISCONNECTED)
            connector.finishing = False
            self._flow.settle()

    async def present_tag(self, tag: str, number: int) -> TagVerdict:
        """Hold a tag to the reader: begin a session, or end one's own."""
        connector = self._cabinet.connectors[number]
        running = connector.transaction
        if running is not None and running.tag.casefold() == tag.casefold():
            self.stop(connector, Reason.LOCAL, tag)
            return TagVerdict(status="Accepted", parent_tag=running.parent_tag)
        verdict = await self._authority.verdict(tag)
        if not verdict.accepted:
            return verdict
        if connector.transaction is not None:
            return self._stop_for_family(connector, tag, verdict)
        self.permit(connector, Permission(tag=tag, parent_tag=verdict.parent_tag))
        return verdict

    # What the CSMS asks for

    def permit(self, connector: Connector, permission: Permission) -> None:
        """Let a session begin as soon as a car is there, for a while."""
        if not connector.admits(permission.tag, permission.parent_tag):
            return
        connector.permission = permission
        connector.finishing = False
        self._flow.settle()
        self._begin_if_ready(connector)
        if connector.permission is not None:
            waiting = self._forget_permission_later(connector, permission)
            self._timeouts[connector.number] = self._cabinet.spawn(waiting)

    def stop(
        self, connector: Connector, reason: Reason, tag: str | None = None
    ) -> Transaction | None:
        """End the session on a connector, if there is one."""
        self._flow.advance()
        transaction = connector.transaction
        if transaction is None:
            return None
        connector.open_contactor()
        reading = connector.read(self._cabinet.clock.now())
        connector.transaction, connector.told_state = None, None
        connector.finishing = connector.finishing or connector.car is not None
        connector.last, transaction.stopped = transaction, True
        self._end_sampling(connector)
        self._cabinet.profiles.clear(
            lambda held: (
                held.purpose is Purpose.TX and held.connector == connector.number
            )
        )
        self._outbox.put(
            Stopped(
                transaction=transaction,
                reading=reading,
                reason=reason,
                tag=tag,
                sequence=transaction.next_sequence(),
                offline=not self._cabinet.online,
            )
        )
        self._take_scheduled_availability(connector)
        self._flow.settle()
        return transaction

    def stop_all(self, reason: Reason) -> None:
        for connector in self._cabinet.connectors.values():
            self.stop(connector, reason)

    def forbid(self, transaction: Transaction) -> None:
        """Obey a CSMS that has not accepted the tag of a running session."""
        transaction.permitted = False
        connector = self._cabinet.connectors[transaction.connector]
        if connector.transaction is not transaction:
            return
        if self._cabinet.flag(Key.STOP_ON_INVALID_ID, default=True):
            self.stop(connector, Reason.DE_AUTHORIZED)
        self._flow.settle()

    def change_availability(self, number: int, *, operative: bool) -> str:
        """Take connectors into or out of service; 0 is all of them."""
        connectors = self._cabinet.connectors
        concerned = connectors.values() if number == 0 else [connectors[number]]
        if number == 0:
            self._cabinet.station_operative = operative
        busy = False
        for connector in concerned:
            if connector.transaction is None or operative:
                connector.operative, connector.operative_next = operative, None
            else:
                connector.operative_next, busy = operative, True
        self._flow.settle()
        return "Scheduled" if busy else "Accepted"

    def sample(
        self, connector: Connector, context: Context, key: Key = Key.SAMPLED
    ) -> None:
        """Read the meter for the running session and report it."""
        self._flow.settle()
        transaction, measurands = connector.transaction, self._cabinet.words(key)
        if transaction is None or not measurands:
            return
        self._outbox.put(
            Sampled(
                transaction=transaction,
                reading=connector.read(self._cabinet.clock.now()),
                measurands=measurands,
                context=context,
                sequence=transaction.next_sequence(),
                offline=not self._cabinet.online,
            )
        )

    # Sessions

    def _begin_if_ready(self, connector: Connector) -> None:
        permission = connector.permission
        if connector.car is None or permission is None or not connector.free:
            return
        self._forget_permission(connector)
        connector.finishing = False
        if permission.profile is not None:
            self._cabinet.profiles.install(permission.profile)
        reading = connector.read(self._cabinet.clock.now())
        connector.transaction = transaction = Transaction(
            connector=connector.number,
            tag=permission.tag,
            parent_tag=permission.parent_tag,
            remote_start_id=permission.remote_start_id,
            reservation_id=connector.reservation.id if connector.reservation else None,
            started_at=reading.at,
            begin=reading,
        )
        connector.reservation = None
        self._outbox.put(
            Started(
                transaction=transaction,
                reading=reading,
                sequence=transaction.next_sequence(),
                offline=not self._cabinet.online,
            )
        )
        self._begin_sampling(connector)
        self._flow.settle()
        self._flow.tick.reconsider()

    def _begin_sampling(self, connector: Connector) -> None:
        async def beat() -> None:
            self.sample(connector, Context.PERIODIC)

        rhythm = Rhythm(
            self._cabinet.clock,
            lambda: self._cabinet.number(Key.SAMPLE_INTERVAL),
            beat,
        )
        self._sampling[connector.number] = self._cabinet.spawn_rhythm(rhythm)

    def _end_sampling(self, connector: Connector) -> None:
        if (task := self._sampling.pop(connector.number, None)) is not None:
            task.cancel()

    def _stop_for_family(
        self, connector: Connector, tag: str, verdict: TagVerdict
    ) -> TagVerdict:
        running = connector.transaction
        assert running is not None
        if verdict.parent_tag is None or verdict.parent_tag != running.parent_tag:
            return TagVerdict(status="Invalid")
        self.stop(connector, Reason.LOCAL, tag)
        return verdict

    async def _forget_permission_later(
        self, connector: Connector, permission: Permission
    ) -> None:
        seconds = self._cabinet.number(Key.CONNECTION_TIMEOUT)
        await self._cabinet.clock.sleep(60 if seconds is None else seconds)
        if connector.permission is permission:
            connector.permission = None
            self._flow.settle()

    def _forget_permission(self, connector: Connector) -> None:
        connector.permission = None
        if (waiting := self._timeouts.pop(connector.number, None)) is not None:
            waiting.cancel()

    def _take_scheduled_availability(self, connector: Connector) -> None:
        if connector.operative_next is not None:
            connector.operative = connector.operative_next
            connector.operative_next = None

    def _until_the_clock(self) -> float | None:
        """Return the seconds to the next full interval of the day."""
        interval = self._cabinet.number(Key.ALIGNED_INTERVAL)
        if not interval:
            return None
        clock = self._cabinet.clock
        left = interval - (clock.started_at.timestamp() + clock.seconds()) % interval
        return left if left > EARLY_S * clock.speed else left + interval

    async def _read_by_the_clock(self) -> None:
        for connector in self._cabinet.connectors.values():
            if connector.transaction is not None:
                self.sample(connector, Context.CLOCK, Key.ALIGNED)
            else:
                await self.report_meter(connector, Context.CLOCK, Key.ALIGNED)

    async def report_meter(
        self, connector: Connector, context: Context, key: Key
    ) -> None:
        """Report a reading outside any session; offline it is lost."""
        speech, measurands = self._cabinet.speech, self._cabinet.words(key)
        if self._cabinet.online and speech is not None and measurands:
            reading = self._flow.read(connector.number)
            await speech.meter_values(connector.number, reading, measurands, context)
