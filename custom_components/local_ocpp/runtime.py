"""What the config entry holds while it runs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers.device_registry import AnyDeviceEntry
from homeassistant.util import dt as dt_util

from .backoffice import HomeBackoffice
from .csms.central import CentralSystem
from .csms.domain.authorization import TokenPresented
from .csms.domain.messages import StationEvent
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.station import StationId
from .csms.domain.model.token import IdToken
from .csms.domain.transactions import (
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from .csms.ledger import Ledger
from .csms.server import Server
from .discovery import Announcements
from .feed import Feed

# What a station tells of a tag is about this moment unless it is older.
JUST_NOW = timedelta(minutes=2)

type LocalOcppConfigEntry = ConfigEntry[Runtime]


@dataclass(kw_only=True)
class Runtime:
    """The central system, and a feed for each station that the owner took in."""

    central: CentralSystem
    server: Server
    ledger: Ledger
    backoffice: HomeBackoffice
    announcements: Announcements
    closed: bool = False
    feeds: dict[StationId, Feed] = field(default_factory=dict)
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _followers: list[Callable[[Feed], None]] = field(default_factory=list)

    def follow(self, follower: Callable[[Feed], None]) -> Callable[[], None]:
        """Call `follower` with each station, now and later; return how to stop."""
        self._followers.append(follower)
        for feed in self.feeds.values():
            follower(feed)
        return lambda: self._followers.remove(follower)

    def add(self, feed: Feed) -> None:
        """Introduce a station."""
        self.feeds[feed.id] = feed
        for follower in self._followers:
            follower(feed)

    def remove(self, station_id: StationId) -> None:
        """Take leave of a station."""
        if feed := self.feeds.pop(station_id, None):
            feed.close()

    def find(self, device: AnyDeviceEntry) -> tuple[Feed, ConnectorRef | None] | None:
        """Return the station that a device is, or is a plug of, and the plug."""
        for feed in self.feeds.values():
            for ref in feed.places(device):
                return feed, ref
        return None

    async def next_token(self, seconds: float) -> IdToken | None:
        """Return the next token that is held to any station; None if none is in time."""
        presented: asyncio.Future[IdToken] = asyncio.get_running_loop().create_future()
        own = self.backoffice.rules.own_token.key

        def listen(event: StationEvent[Any], answer: Any) -> None:
            token = _held_now(event)
            if token and token.key != own and not presented.done():
                presented.set_result(token)

        stops: list[Callable[[], None]] = []
        stop_following = self.follow(
            lambda feed: stops.append(feed.listen_to_events(listen))
        )
        try:
            async with asyncio.timeout(seconds):
                return await presented
        except TimeoutError:
            return None
        finally:
            for stop in (stop_following, *stops):
                stop()


def _held_now(event: StationEvent[Any]) -> IdToken | None:
    """Return the token that is held to a station; what is told of the past is not."""
    if isinstance(event, TokenPresented):
        return event.token
    if isinstance(event, TransactionStarted | TransactionUpdated | TransactionEnded):
        return event.token if abs(dt_util.utcnow() - event.at) < JUST_NOW else None
    return None
