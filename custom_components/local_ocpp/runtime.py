"""What the config entry holds while it runs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from homeassistant.config_entries import ConfigEntry

from .backoffice import HomeBackoffice
from .csms.central import CentralSystem
from .csms.domain.model.station import StationId
from .csms.ledger import Ledger
from .csms.server import Server
from .feed import Feed

type LocalOcppConfigEntry = ConfigEntry[Runtime]


@dataclass(kw_only=True)
class Runtime:
    """The central system, and a feed for each station that the owner took in."""

    central: CentralSystem
    server: Server
    ledger: Ledger
    backoffice: HomeBackoffice
    feeds: dict[StationId, Feed] = field(default_factory=dict)
    _followers: list[Callable[[Feed], None]] = field(default_factory=list)

    def follow(self, follower: Callable[[Feed], None]) -> None:
        """Call `follower` with each station, now and later."""
        self._followers.append(follower)
        for feed in self.feeds.values():
            follower(feed)

    def add(self, feed: Feed) -> None:
        """Introduce a station."""
        self.feeds[feed.id] = feed
        for follower in self._followers:
            follower(feed)

    def remove(self, station_id: StationId) -> None:
        """Take leave of a station."""
        if feed := self.feeds.pop(station_id, None):
            feed.close()
