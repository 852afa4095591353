"""The `ocpp` package's own loop as it is: answers, and does nothing with what it hears."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from ocpp.routing import on
from ocpp.v16 import ChargePoint, call_result
from ocpp.v16.enums import AuthorizationStatus, RegistrationStatus
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from .sockets import listening
from .subject import Subject


@asynccontextmanager
async def package() -> AsyncIterator[Subject]:
    """Run it."""
    async with listening(_converse) as port:
        yield Subject(port)


class _ChargePoint(ChargePoint):
    @on("BootNotification")
    def booted(self, **_: Any) -> call_result.BootNotification:
        return call_result.BootNotification(
            current_time=datetime.now(UTC).isoformat(),
            interval=300,
            status=RegistrationStatus.accepted,
        )

    @on("StatusNotification")
    def changed(self, **_: Any) -> call_result.StatusNotification:
        return call_result.StatusNotification()

    @on("StartTransaction")
    def started(self, **_: Any) -> call_result.StartTransaction:
        accepted = {"status": AuthorizationStatus.accepted}
        return call_result.StartTransaction(transaction_id=1, id_tag_info=accepted)

    @on("MeterValues")
    def measured(self, **_: Any) -> call_result.MeterValues:
        return call_result.MeterValues()


async def _converse(connection: ServerConnection) -> None:
    assert connection.request
    try:
        await _ChargePoint(connection.request.path, connection).start()
    except ConnectionClosed:
        return
