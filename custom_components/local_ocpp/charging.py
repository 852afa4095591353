"""Starting, limiting and stopping: what takes more than one message."""

import asyncio
from collections.abc import Callable
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .csms.domain.messages import StationEvent
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.limit import Limit
from .csms.domain.model.profile import RateUnit
from .csms.domain.model.token import IdToken
from .csms.domain.model.transaction import TransactionId
from .csms.domain.transactions import (
    RequestStart,
    RequestStop,
    TransactionEnded,
    TransactionStarted,
)
from .csms.procedures import limit as limits
from .feed import Feed

# A station only promises to try: the slowest certified one takes 17 s to start, 27 s to stop.
FOLLOW_UP_SECONDS = 60


async def start(
    feed: Feed, ref: ConnectorRef, id_tag: str, *, limit_a: float | None, wait: bool
) -> TransactionId | None:
    """Start a session; return its id once it runs, or at once without one if not to `wait`."""
    profile = None
    if limit_a is not None:
        limit = Limit(amount=limit_a)
        profile = limits.profile_to_start_with(feed.state, ref, limit)
        await limits.set_next_limit(feed.station, ref, limit)
    command = RequestStart(
        connector=ref, token=IdToken(id_tag, "Central"), profile=profile
    )

    def started(event: StationEvent[Any], answer: Any) -> TransactionId | None:
        if isinstance(event, TransactionStarted) and event.connector == ref:
            return TransactionId(answer.transaction.id)
        return None

    return await _followed(feed, command, started if wait else None, "start_timeout")


async def stop(feed: Feed, ref: ConnectorRef, *, wait: bool) -> TransactionId:
    """Stop the session on a plug; return its id, once it has ended if to `wait`."""
    if (running := feed.state.connector(ref).transaction) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_session",
            translation_placeholders={"station": feed.name},
        )

    def ended(event: StationEvent[Any], answer: Any) -> TransactionId | None:
        is_it = (
            isinstance(event, TransactionEnded) and event.transaction_id == running.id
        )
        return running.id if is_it else None

    command = RequestStop(transaction_id=running.id)
    await _followed(feed, command, ended if wait else None, "stop_timeout")
    return running.id


async def set_limit(
    feed: Feed,
    ref: ConnectorRef,
    amount: float,
    unit: RateUnit = RateUnit.A,
    *,
    phases: int | None = None,
    duration_seconds: int | None = None,
) -> dict[str, Any]:
    """Limit a plug; return how it was done."""
    limit = Limit(
        amount=amount, unit=unit, phases=phases, duration_seconds=duration_seconds
    )
    in_force = await feed.ask(limits.set_limit(feed.station, ref, limit))
    return in_force.described()


async def clear_limit(feed: Feed, ref: ConnectorRef) -> None:
    """Lift the limit of a plug."""
    await feed.ask(limits.clear_limit(feed.station, ref))


async def _followed(
    feed: Feed,
    command: RequestStart | RequestStop,
    recognize: Callable[[StationEvent[Any], Any], TransactionId | None] | None,
    overdue: str,
) -> TransactionId | None:
    """Send a command and wait for the event that shows that it has worked."""
    if recognize is None:
        await feed.execute(command)
        return None
    happened: asyncio.Future[TransactionId] = feed.hass.loop.create_future()

    def watch(event: StationEvent[Any], answer: Any) -> None:
        found = recognize(event, answer)
        if found is not None and not happened.done():
            happened.set_result(found)

    stop_watching = feed.listen_to_events(watch)
    try:
        await feed.execute(command)
        async with asyncio.timeout(FOLLOW_UP_SECONDS):
            return await happened
    except TimeoutError as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=overdue,
            translation_placeholders={"station": feed.name},
        ) from error
    finally:
        stop_watching()
