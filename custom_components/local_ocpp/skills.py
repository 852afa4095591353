"""What a station can be asked, as far as we know."""

from typing import Any

from .csms.domain.messages import StationCommand
from .feed import Feed


def may_ask(feed: Feed, command: type[StationCommand[Any]]) -> bool:
    """Return whether a station can be asked this; of one that is away, whether it may be."""
    if feed.state.online:
        return feed.station.supports(command)
    return command.__name__ not in feed.state.learned.unsupported
