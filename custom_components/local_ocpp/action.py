"""What an action is: what it is aimed at, its fields, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from homeassistant.core import ServiceResponse, SupportsResponse
from homeassistant.exceptions import ServiceValidationError
import voluptuous as vol

from .const import DOMAIN
from .csms.domain.model.evse import ConnectorRef
from .feed import Feed
from .runtime import LocalOcppConfigEntry


class Scope(Enum):
    """What an action is about."""

    STATION = "station"
    CONNECTOR = "connector"
    EITHER = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The station, and the plug if there is one in question."""

    feed: Feed
    entry: LocalOcppConfigEntry
    ref: ConnectorRef | None

    @property
    def plug(self) -> ConnectorRef:
        """The plug, in an action about one."""
        assert self.ref is not None
        return self.ref


type Perform = Callable[[Target, Mapping[str, Any]], Awaitable[ServiceResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action: what it is about, its fields, and what it does.

    `admin`: it changes how the station works, not just what it does now.
    """

    name: str
    scope: Scope
    perform: Perform
    fields: Mapping[vol.Marker, Any] = field(default_factory=dict)
    response: SupportsResponse = SupportsResponse.NONE
    admin: bool = False


def only_plug(feed: Feed) -> ConnectorRef:
    """Return the plug of a station that has just one; raises ServiceValidationError."""
    connectors = tuple(feed.state.connectors)
    if len(connectors) == 1:
        return connectors[0]
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="connector_needed" if connectors else "no_connector",
        translation_placeholders={"station": feed.name},
    )
