"""One connection to a CSMS, spoken by the `ocpp` package and watched for mistakes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
import json
import logging
from time import monotonic
from typing import Any, ClassVar, override

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from . import etiquette
from .cabinet import Cabinet
from .fault import Fault
from .journal import Direction, Frame, Kind
from .library import (
    Call,
    CallError,
    CallResult,
    ChargePoint,
    FormationViolationError,
    FormatViolationError,
    NotSupportedError,
    OCPPError,
    UnknownActionError,
    camel_to_snake_case,
    on,
    remove_nones,
    serialize_as_dict,
    snake_to_camel_case,
    validate_payload,
)
from .speech import LineLostError
from .station import Station

type Json = dict[str, Any]
type Rule = Callable[[Cabinet, Json], Iterator[str]]

QUIET = logging.getLogger(f"{__name__}.quiet")
QUIET.disabled = True  # the journal has it all


def answers[Answer: Callable[..., object]](action: str) -> Callable[[Answer], Answer]:
    """Mark the method that answers a question of the CSMS."""
    mark: Callable[[Answer], Answer] = on(action)
    return mark


class Line(ChargePoint):  # type: ignore[misc, unused-ignore]
    """The client's side of a connection, in no particular version yet.

    Unlike the package's own loop it delivers answers at once, answers questions
    in order beside that, and ends every call when the connection ends. `RULES`
    say, by action, what a CSMS may not ask of this station; while a question is
    answered, `question` is its payload as it came and `objections` what the rules
    say about it.
    """

    RULES: ClassVar[Mapping[str, Rule]] = {}
    KNOWN_ACTIONS: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, station: Station, websocket: ClientConnection) -> None:
        installation = station.cabinet.installation
        super().__init__(
            installation.identity, websocket, installation.answer_timeout_s, QUIET
        )
        self.station = station
        self.cabinet = station.cabinet
        self.objections: list[str] = []
        self.question: Json = {}
        self._websocket = websocket
        self._questions: asyncio.Queue[tuple[Frame, list[str]]] = asyncio.Queue()
        self._unanswered: dict[str, float] = {}
        self._question_ids: set[str] = set()
        self._expected: dict[str, asyncio.Future[CallResult | CallError]] = {}
        self._afterwards: list[Callable[[], Awaitable[None]]] = []

    async def listen(self) -> None:
        """Deliver answers and answer questions until the connection ends."""
        try:
            async with asyncio.TaskGroup() as group:
                answering = group.create_task(self._answer_questions())
                await self._read()
                answering.cancel()
        finally:
            for future in self._expected.values():
                if not future.done():
                    future.set_exception(LineLostError("hung up"))

    async def hang_up(self, *, abruptly: bool) -> None:
        if abruptly:
            self._websocket.transport.abort()
        else:
            await self._websocket.close()

    def afterwards(self, follow_up: Callable[[], Awaitable[None]]) -> None:
        """Do this once the question being answered has been answered."""
        self._afterwards.append(follow_up)

    async def ask(self, payload: object) -> Any:
        """Send a CALL of the `ocpp` package; return its result."""
        return await self.call(payload, suppress=False, skip_schema_validation=True)

    @override
    async def route_message(self, raw_msg: str | bytes) -> None:
        text = raw_msg if isinstance(raw_msg, str) else raw_msg.decode()
        frame = self.cabinet.journal.write(Direction.RECEIVED, text)
        for fault in self._faults(frame):
            if fault.hangs_up:
                await self.hang_up(abruptly=fault.abruptly)
            if not fault.hears:
                return
        for objection in etiquette.envelope(frame):
            self.cabinet.object_to(objection)
        if frame.kind is Kind.CALL:
            self._take_question(frame)
        elif frame.kind is not Kind.GARBLED:
            await self._take_answer(frame)
        self.cabinet.journal.look_again()

    # Questions of the CSMS

    def _take_question(self, frame: Frame) -> None:
        patience_s = self.cabinet.installation.csms_gives_up_after_s
        waiting = [
            unique_id
            for unique_id, since in self._unanswered.items()
            if monotonic() - since < patience_s
        ]
        if waiting:
            self.cabinet.object_to(f"{frame.action}: asked before the last answer")
        if frame.id in self._question_ids:
            self.cabinet.object_to(f"{frame.action}: message id {frame.id} used again")
        too_early = list(etiquette.timing(frame, self.cabinet.registration))
        for objection in too_early:
            self.cabinet.object_to(objection)
        self._question_ids.add(frame.id)
        self._unanswered[frame.id] = monotonic()
        self._questions.put_nowait((frame, too_early))

    async def _answer_questions(self) -> None:
        while True:
            frame, too_early = await self._questions.get()
            await self.cabinet.react(self.cabinet.model.delays.answer)
            try:
                await self._answer(frame, too_early)
            except LineLostError:
                return
            self._unanswered.pop(frame.id, None)
            follow_ups, self._afterwards = self._afterwards, []
            for follow_up in follow_ups:
                self.cabinet.spawn(_run(follow_up))

    async def _answer(self, frame: Frame, too_early: list[str]) -> None:
        call = Call(frame.id, frame.action, frame.payload)
        try:
            self._refuse_unknown(frame.action)
            await self._check_question(call)
        except OCPPError as error:
            await self._send(call.create_call_error(self._respelled(error)).to_json())
            return
        self.question = frame.payload
        self.objections = too_early + self._broken_rules(frame)
        try:
            result = await self._result(call)
        except OCPPError as error:
            await self._send(call.create_call_error(self._respelled(error)).to_json())
        else:
            await self._send(call.create_call_result(result).to_json())

    def _broken_rules(self, frame: Frame) -> list[str]:
        rule = self.RULES.get(frame.action)
        broken = list(rule(self.cabinet, frame.payload)) if rule else []
        for objection in broken:
            self.cabinet.object_to(f"{frame.action}: {objection}")
        return broken

    async def _result(self, call: Call) -> Json:
        if status := self.cabinet.model.behaviour.refuses.get(call.action):
            return {"status": status}
        answer = self.route_map[call.action]["_on_action"]
        result = answer(**camel_to_snake_case(call.payload))
        payload: Json = snake_to_camel_case(remove_nones(serialize_as_dict(result)))
        return payload

    def _refuse_unknown(self, action: str) -> None:
        if action in self.route_map:
            return
        if action in self.KNOWN_ACTIONS:
            raise NotSupportedError(f"{action} is not supported here")
        raise UnknownActionError(f"{action} is not known here")

    async def _check_question(self, call: Call) -> None:
        try:
            await validate_payload(call, self._ocpp_version)
        except OCPPError as error:
            self.cabinet.object_to(f"{call.action}: {error}")
            raise
        for objection in etiquette.timestamps(call.payload):
            self.cabinet.object_to(f"{call.action}: {objection}")

    def _respelled(self, error: OCPPError) -> OCPPError:
        error.details = {}
        if self._ocpp_version == "1.6" and isinstance(error, FormatViolationError):
            return FormationViolationError(error.description)
        return error

    # Answers of the CSMS

    async def _take_answer(self, frame: Frame) -> None:
        if not frame.action:
            self.cabinet.object_to(f"answer to {frame.id}, which was not asked")
        future = self._expected.get(frame.id)
        if future is None or future.done():
            return
        if frame.kind is Kind.ERROR:
            future.set_result(CallError(frame.id, *frame.payload[:3]))
            return
        result = CallResult(frame.id, frame.payload, frame.action)
        try:
            await self._check_answer(result)
        except OCPPError as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    async def _check_answer(self, result: CallResult) -> None:
        if self.cabinet.installation.checks_schemas:
            try:
                await validate_payload(result, self._ocpp_version)
            except OCPPError as error:
                self.cabinet.object_to(f"{result.action}: {error}")
                raise
            self._object_to_answer(result.action, result.payload)
        if result.action == "BootNotification":
            self.cabinet.registration = result.payload["status"]

    def _object_to_answer(self, action: str, payload: Json) -> None:
        objections = list(etiquette.answer(action, payload))
        if self.cabinet.installation.checks_clock:
            objections += etiquette.clock(payload)
        for objection in objections:
            self.cabinet.object_to(f"{action}: {objection}")

    @override
    async def _get_specific_response(
        self, unique_id: str, timeout: float
    ) -> CallResult | CallError:
        try:
            async with asyncio.timeout(timeout):
                return await self._expected[unique_id]
        finally:
            del self._expected[unique_id]

    # The wire

    async def _read(self) -> None:
        try:
            async for frame in self._websocket:
                await self.route_message(frame)
        except ConnectionClosed:
            return

    @override
    async def _send(self, message: str) -> None:
        frame = self.cabinet.journal.write(Direction.SENT, message)
        if self.cabinet.installation.checks_schemas:
            await self._check_own(frame)
        if frame.kind is Kind.CALL:
            self._expected[frame.id] = asyncio.get_running_loop().create_future()
        texts: tuple[str, ...] = (message,)
        for fault in self._faults(frame):
            await asyncio.sleep(fault.delay_s)
            texts = tuple(spelled for text in texts for spelled in fault.spell(text))
        try:
            for text in texts:
                await self._websocket.send(text)
        except ConnectionClosed as error:
            self._expected.pop(frame.id, None)
            raise LineLostError(str(error)) from error

    async def _check_own(self, frame: Frame) -> None:
        """Make sure that the simulator itself keeps to the standard."""
        if frame.kind not in (Kind.CALL, Kind.RESULT):
            return
        payload = json.loads(frame.text)[-1]
        message = (
            Call(frame.id, frame.action, payload)
            if frame.kind is Kind.CALL
            else CallResult(frame.id, payload, frame.action)
        )
        try:
            await validate_payload(message, self._ocpp_version)
        except OCPPError as error:
            mistake = f"the simulator breaks the schema of {frame.action}: {error}"
            raise AssertionError(mistake) from error

    def _faults(self, frame: Frame) -> Iterator[Fault]:
        return (fault for fault in [*self.cabinet.faults] if fault.concerns(frame))


async def _run(follow_up: Callable[[], Awaitable[None]]) -> None:
    await follow_up()
