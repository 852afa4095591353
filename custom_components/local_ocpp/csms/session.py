"""One connection: hears the station out in order, and sends our commands one by one."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
import logging
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from .asking import Asking, Reply
from .domain.boot import Booted
from .domain.errors import (
    InvalidCall,
    NotSupported,
    Rejected,
    StationError,
    Unintelligible,
)
from .domain.messages import StationCommand, StationEvent
from .domain.model.evse import ConnectorRef
from .domain.model.variable import Setting
from .domain.station import Station
from .domain.transactions import TransactionEnded, TransactionStarted
from .domain.vendor_data import SendCall
from .journal import Journal
from .ocpp import rpc
from .ocpp.adapter import Adapter, Incoming
from .ocpp.checks import Check
from .ocpp.error_codes import ERROR_CODES, Fault
from .ocpp.schemas import Schemas
from .ocpp.tolerance import fatal_code, mend
from .quirks import AppliedQuirks, Quirks

_LOGGER = logging.getLogger(__name__)

# What a payload can be guilty of when it cannot be read.
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)

# How many calls of one station are read ahead of the one that is being answered.
CALLS_WAITING = 16

# How much is kept of what a station says when it refuses: some send a stack trace.
LONGEST_DETAIL = 500


class Transport(Protocol):
    """A message pipe: a WebSocket in production, a queue in tests."""

    def __aiter__(self) -> AsyncIterator[str | bytes]:
        """Yield frames until the pipe closes, then end without an error."""

    async def send(self, frame: str, /) -> None:
        """Send one frame; raises ConnectionError once the pipe is closed."""

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the pipe."""


class Procedures(Protocol):
    """The conversations that follow from what a station says."""

    async def welcome(self, station: Station, *, rebooted: bool) -> None:
        """Ask what we need to know of a station that has come, or come back."""

    async def attend(self, station: Station) -> None:
        """Do what falls due, for as long as the station is connected."""

    async def follow_session(self, station: Station, connector: ConnectorRef) -> None:
        """Do what a session calls for that just began or ended."""


class _Handled(NamedTuple):
    """A reply to a call; what the call turned out to be, and our answer, if it was read."""

    reply: Reply
    event: StationEvent[Any] | None = None
    answer: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long we wait, in seconds; the slowest certified station answers after 38."""

    reply: float = 60
    boot: float = 10


class Session:
    """The conversation with one station, in one OCPP version.

    One reader that delivers replies at once and waits for no decision; one worker that
    answers calls in the order they came; and what we ask, one thing at a time.
    """

    def __init__(
        self,
        station: Station,
        adapter: Adapter,
        transport: Transport,
        *,
        schemas: Schemas,
        quirks: Quirks,
        journal: Journal,
        procedures: Procedures,
        patience: Patience,
    ) -> None:
        """Bind the parties."""
        self.ocpp_version = adapter.version
        self._station = station
        self._adapter = adapter
        self._transport = transport
        self._schemas = schemas
        self._known_quirks = quirks
        self._journal = journal
        self._procedures = procedures
        self._patience = patience
        self._calls: deque[rpc.Call] = deque()
        self._answering: asyncio.Task[None] | None = None
        self._asking = Asking(self._send, patience.reply)
        self._ready = asyncio.Event()
        self._closed = False
        self._greeting: asyncio.Task[None] | None = None
        self._failed: set[str] = set()
        self._quirks = self._quirks_of_station()

    async def run(self) -> None:
        """Converse until the connection closes."""
        try:
            older = self._station.attach(self)
            async with asyncio.TaskGroup() as tasks:
                if older:
                    farewell = older.hang_up("replaced by a newer connection")
                    tasks.create_task(self._guarded("a farewell", farewell))
                self._greet(tasks, rebooted=False, after=self._patience.boot)
                await self._read_frames(tasks)
                self._close()
        finally:
            self._close()

    async def execute[ResultT](self, command: StationCommand[ResultT]) -> ResultT:
        """Send a command, when it is its turn, and wait for its result.

        Raises any StationError; the station is not asked before it has booted.
        """
        action, written, read = self._adapter.write(command)
        payload = self._quirks.rewrite(action, written)
        if payload is None:
            raise NotSupported(action)
        if isinstance(command, SendCall):
            self._must_be_valid(action, payload)
        await self._ready.wait()
        reply = await self._asking.ask(rpc.Call(str(uuid4()), action, payload))
        if isinstance(reply, rpc.CallError):
            raise self._refusal(reply)
        check = self._schemas.response(action)
        result = self._conforming(action, reply.payload, check)
        try:
            return read(result)
        except _UNREADABLE as error:
            raise Unintelligible(action) from error

    def supports(self, command: type[StationCommand[Any]]) -> bool:
        """Return whether this OCPP version, and no quirk, leaves room for a command."""
        return (
            self._adapter.knows(command)
            and command.__name__ not in self._quirks.refuses
        )

    def spell(self, setting: Setting) -> str | None:
        """Return the key of a setting in this OCPP version."""
        return self._adapter.settings.get(setting)

    async def hang_up(self, reason: str) -> None:
        """Close the connection; whatever waits for an answer learns of it at once."""
        self._close()
        await self._transport.close(1001, reason)

    # Reading: never waits for a decision.

    async def _read_frames(self, tasks: asyncio.TaskGroup) -> None:
        """Sort what comes in, until one side hangs up."""
        async for frame in self._transport:
            self._journal.heard(frame)
            try:
                message, deviations = rpc.parse(frame)
            except rpc.BadFrame as error:
                await self._complain(error)
                continue
            if deviations:
                self._journal.deviated(deviations)
            if not isinstance(message, rpc.Call):
                self._asking.deliver(message)
            elif self._closed:
                return
            else:
                await self._take(message, tasks)

    async def _take(self, call: rpc.Call, tasks: asyncio.TaskGroup) -> None:
        """Have a call answered in its turn; wait only when too many wait for theirs."""
        self._calls.append(call)
        if self._answering is None or self._answering.done():
            # Eager: what has to wait for nothing is answered before this returns.
            answering = self._answer_calls(tasks)
            self._answering = tasks.create_task(answering, eager_start=True)
        elif len(self._calls) >= CALLS_WAITING:
            await asyncio.wait({self._answering})

    async def _complain(self, error: rpc.BadFrame) -> None:
        """Tell the station that a frame is none, where its OCPP version has a way to."""
        _LOGGER.debug("%s sent a bad frame: %s", self._station.state.id, error)
        self._asking.deliver_bad(error)
        if complaint := error.complaint(self._adapter.subprotocol):
            await self._send(complaint)

    # Answering: in the order the calls came.

    async def _answer_calls(self, tasks: asyncio.TaskGroup) -> None:
        while self._calls:
            call = self._calls.popleft()
            async with self._journal.hearing:
                handled = await self._handled(call)
            await self._send(handled.reply)
            if not self._closed:
                self._follow(tasks, handled)

    async def _handled(self, call: rpc.Call) -> _Handled:
        """Answer a call, with the same again if the station missed our answer to it."""
        if repeated := self._journal.answer_to(call):
            return _Handled(repeated)
        handled = await self._guarded(call.action, self._answer(call))
        handled = handled or _Handled(self._error(call, Fault.INTERNAL))
        self._journal.answered(call, handled.reply)
        return handled

    def _follow(self, tasks: asyncio.TaskGroup, handled: _Handled) -> None:
        """Start what has to wait until the station has its answer."""
        _, event, answer = handled
        if isinstance(event, Booted):
            self._quirks = self._quirks_of_station()
            self._greet(tasks, rebooted=True)
        if isinstance(event, TransactionStarted | TransactionEnded) and (
            session := answer.transaction
        ):
            follow = self._procedures.follow_session(self._station, session.connector)
            tasks.create_task(self._guarded("a session", follow))

    async def _answer(self, call: rpc.Call) -> _Handled:
        """Read, decide, answer."""
        if not self._station.state.adopted and call.action != "BootNotification":
            return _Handled(self._error(call, Fault.SECURITY, "not accepted yet"))
        if (incoming := self._adapter.incoming.get(call.action)) is None:
            known = call.action in self._schemas.actions
            fault = Fault.UNSUPPORTED_ACTION if known else Fault.UNKNOWN_ACTION
            return _Handled(self._error(call, fault))
        try:
            event = self._read(call, incoming)
        except _UNREADABLE:
            return _Handled(self._unreadable(call))
        answer = await self._station.handle(event)
        reply = rpc.CallResult(call.id, incoming.answer(answer))
        return _Handled(reply, event, answer)

    def _read(self, call: rpc.Call, incoming: Incoming[Any]) -> StationEvent[Any]:
        payload = self._quirks.repair(call.action, call.payload)
        check = self._schemas.request(call.action)
        return incoming.read(self._conforming(call.action, payload, check))

    def _error(self, call: rpc.Call, fault: Fault, why: str = "") -> rpc.CallError:
        code = ERROR_CODES[self._adapter.subprotocol][fault]
        return rpc.CallError(call.id, code, why)

    def _unreadable(self, call: rpc.Call) -> rpc.CallError:
        """Say what is wrong, in words that say nothing of what the payload holds."""
        violation = self._schemas.request(call.action)(call.payload)
        code = fatal_code(violation, self._adapter.subprotocol)
        why = violation.description if violation else "unreadable value"
        _LOGGER.debug("%s sent %s: %s", self._station.state.id, call.action, why)
        return rpc.CallError(call.id, code, why)

    def _conforming(
        self, action: str, payload: rpc.Payload, check: Check
    ) -> rpc.Payload:
        """Return a payload as close to the standard as can be; note how it deviated."""
        mended, deviations = mend(payload, check, action)
        if deviations:
            self._journal.deviated(deviations)
        return mended

    def _must_be_valid(self, action: str, payload: rpc.Payload) -> None:
        if action not in self._schemas.actions:
            raise InvalidCall(f"OCPP {self.ocpp_version} has no {action}")
        if violation := self._schemas.request(action)(payload):
            raise InvalidCall(violation.description)
        try:
            rpc.Call("", action, payload).dump()
        except TypeError as error:
            raise InvalidCall(str(error)) from error

    def _refusal(self, reply: rpc.CallError) -> StationError:
        detail = (
            f"{reply.code}: {reply.description}" if reply.description else reply.code
        )
        if reply.code in ("NotImplemented", "NotSupported"):
            return NotSupported(detail[:LONGEST_DETAIL])
        return Rejected(detail[:LONGEST_DETAIL])

    # Coming and going.

    def _greet(
        self, tasks: asyncio.TaskGroup, *, rebooted: bool, after: float = 0
    ) -> None:
        """Start to ask what we need to know: after a boot, or when none came; then attend."""
        if self._greeting:
            self._greeting.cancel()
        self._greeting = tasks.create_task(self._welcome(rebooted, after))

    async def _welcome(self, rebooted: bool, after: float) -> None:
        await asyncio.sleep(after)
        self._ready.set()
        if self._station.state.adopted:
            welcome = self._procedures.welcome(self._station, rebooted=rebooted)
            await self._guarded("a welcome", welcome)
            attend = self._procedures.attend(self._station)
            await self._guarded("what fell due", attend)

    async def _guarded[ResultT](
        self, what: str, conversation: Awaitable[ResultT]
    ) -> ResultT | None:
        """Return the result; None for a failure, which must not cost the connection."""
        try:
            return await conversation
        except StationError as error:
            _LOGGER.debug("%s: %s failed: %r", self._station.state.id, what, error)
        except Exception:  # a bug of ours, or a full disk: told once per connection
            level = logging.DEBUG if what in self._failed else logging.ERROR
            self._failed.add(what)
            name = self._station.state.id
            _LOGGER.log(level, "%s: %s failed", name, what, exc_info=True)
        return None

    def _close(self) -> None:
        """End everything that waits; the calls that came in before are still heard."""
        if self._closed:
            return
        self._closed = True
        self._ready.set()
        if self._greeting:
            self._greeting.cancel()
        self._asking.close()
        self._station.detach(self)

    async def _send(self, message: rpc.Message) -> None:
        if self._closed:
            return  # a repeat will find the answer in the journal
        frame = message.dump()
        try:
            await self._transport.send(frame)
        except ConnectionError:
            return  # the reader notices, and ends what waits
        self._journal.said(frame)

    def _quirks_of_station(self) -> AppliedQuirks:
        applied = self._known_quirks.for_(
            self._station.state.identity, self._adapter.version
        )
        self._journal.quirks = applied.because
        return applied
