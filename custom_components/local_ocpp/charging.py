"""Starting, limiting and stopping: what takes more than one message."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .csms.domain.errors import NotSupported
from .csms.domain.messages import StationEvent
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.limit import Limit
from .csms.domain.model.profile import ChargingProfile, Period, RateUnit
from .csms.domain.model.token import IdToken
from .csms.domain.model.transaction import TransactionId
from .csms.domain.smart_charging import SetChargingProfile
from .csms.domain.transactions import (
    RequestStart,
    RequestStop,
    TransactionEnded,
    TransactionStarted,
)
from .csms.procedures import limit as limits
from .csms.procedures.limit_profile import rate
from .csms.procedures.profile_fit import Misfit, UnfitProfile
from .csms.procedures.profiled_start import schedule_to_start_with, start_with
from .feed import Feed, translated

# A station only promises to try: the slowest certified one takes 17 s to start, 27 s to stop.
FOLLOW_UP_SECONDS = 60

MISFITS = {
    Misfit.NUMBER: "profile_id_reserved",
    Misfit.LEVEL: "stack_level_too_high",
    Misfit.TAKEN: "stack_level_taken",
    Misfit.TOO_MANY: "too_many_profiles",
    Misfit.TOO_LONG: "schedule_too_long",
}


async def start(
    feed: Feed,
    ref: ConnectorRef,
    id_tag: str,
    *,
    limit_a: float | None = None,
    periods: Sequence[Period] = (),
    wait: bool,
) -> TransactionId | None:
    """Start a session; return its id once it runs, or at once without one if not to `wait`.

    Its limit is one for now and for later, or a schedule for this session alone, if there are
    `periods`: none of these exceeds `limit_a`.
    """
    command = RequestStart(connector=ref, token=IdToken(id_tag, "Central"))

    def started(event: StationEvent[Any], answer: Any) -> TransactionId | None:
        if isinstance(event, TransactionStarted) and event.connector == ref:
            return TransactionId(answer.transaction.id)
        return None

    async with _watched(feed, started) as running:
        if periods:
            await _start_with_schedule(feed, command, capped(periods, limit_a))
        elif limit_a is not None:
            await _start_with_limit(feed, command, Limit(amount=limit_a))
        else:
            await feed.execute(command)
        return await _in_time(feed, running, "start_timeout") if wait else None


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

    async with _watched(feed, ended) as over:
        await feed.execute(RequestStop(transaction_id=running.id))
        if wait:
            await _in_time(feed, over, "stop_timeout")
    return running.id


def must_be_allowed(
    feed: Feed, ref: ConnectorRef, limit: Limit, maximum_a: float
) -> None:
    """Raise ServiceValidationError for more than the installer allows per phase."""
    if rate(limit, RateUnit.A, feed.state, ref) > maximum_a:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="limit_too_high",
            translation_placeholders={
                "station": feed.name,
                "limit": f"{limit.amount:g} {limit.unit}",
                "maximum": f"{maximum_a:g} A",
            },
        )


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
    """Lift the limit of a plug; what its wiring bears holds all the same."""
    await feed.ask(limits.clear_limit(feed.station, ref))
    await feed.remind()


@contextmanager
def unfit_told(feed: Feed) -> Iterator[None]:
    """Tell users why a profile does not fit a station."""
    try:
        yield
    except UnfitProfile as error:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=MISFITS[error.misfit],
            translation_placeholders={"station": feed.name, "detail": error.detail},
        ) from error


def capped(periods: Iterable[Period], limit_a: float | None) -> Iterator[Period]:
    """Yield periods none of which allows more than a limit."""
    for period in periods:
        least = period.limit if limit_a is None else min(period.limit, limit_a)
        yield period._replace(limit=least)


async def _start_with_schedule(
    feed: Feed, command: RequestStart, periods: Iterable[Period]
) -> None:
    now = dt_util.utcnow()
    entry = schedule_to_start_with(feed.state, command.connector, periods, now)
    with unfit_told(feed):
        await feed.ask(start_with(feed.station, command, entry))


async def _start_with_limit(feed: Feed, command: RequestStart, limit: Limit) -> None:
    ref = command.connector
    await feed.execute(replace(command, profile=_profile(feed, ref, limit)))
    # some stations forget what came with the start
    await limits.set_next_limit(feed.station, ref, limit)


def _profile(feed: Feed, ref: ConnectorRef, limit: Limit) -> ChargingProfile:
    profile = limits.profile_to_start_with(feed.state, ref, limit)
    if profile is None:
        raise translated(NotSupported(SetChargingProfile.__name__), feed.name)
    return profile


@asynccontextmanager
async def _watched(
    feed: Feed, recognize: Callable[[StationEvent[Any], Any], TransactionId | None]
) -> AsyncIterator[asyncio.Future[TransactionId]]:
    """Look out for the event that shows that a command has worked."""
    happened: asyncio.Future[TransactionId] = feed.hass.loop.create_future()

    def watch(event: StationEvent[Any], answer: Any) -> None:
        found = recognize(event, answer)
        if found is not None and not happened.done():
            happened.set_result(found)

    stop_watching = feed.listen_to_events(watch)
    try:
        yield happened
    finally:
        stop_watching()


async def _in_time(
    feed: Feed, happened: asyncio.Future[TransactionId], overdue: str
) -> TransactionId:
    try:
        async with asyncio.timeout(FOLLOW_UP_SECONDS):
            return await happened
    except TimeoutError as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=overdue,
            translation_placeholders={"station": feed.name},
        ) from error
