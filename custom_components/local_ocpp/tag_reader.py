"""Tells which tags drivers hold to a station, each time once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from .backoffice import HomeBackoffice
from .csms.domain.authorization import TokenPresented
from .csms.domain.messages import StationEvent
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.token import Authorization, AuthorizationStatus, IdToken
from .csms.domain.transactions import TransactionStarted, TransactionUpdated
from .feed import Feed, Update

# A station asks about a tag first and tells of the session later: that is one presentation.
ONE_PRESENTATION = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPresented:
    """A tag was held to a station; `connectors` are the plugs that it may have been for."""

    id_tag: str
    name: str | None
    status: AuthorizationStatus
    connectors: tuple[ConnectorRef, ...]

    @property
    def accepted(self) -> bool:
        """Whether it may charge."""
        return self.status is AuthorizationStatus.ACCEPTED


type Listener = Callable[[TagPresented], None]


class TagReader:
    """The tag reader of one station."""

    def __init__(self, feed: Feed, backoffice: HomeBackoffice) -> None:
        """Follow the station; the backoffice knows whose tags there are."""
        self._feed = feed
        self._backoffice = backoffice
        self._presented_at: dict[str, datetime] = {}
        self._listeners: list[Listener] = []
        feed.listen_to_events(self._on_event)

    def listen(self, listener: Listener) -> Update:
        """Call `listener` with each tag; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def _on_event(self, event: StationEvent[Any], answer: Any) -> None:
        if isinstance(event, TokenPresented):
            self._tell(event.token, answer, self._places())
        elif isinstance(event, TransactionStarted | TransactionUpdated) and event.token:
            session, verdict = answer.transaction, answer.authorization
            if session and verdict and not self._is_old(event.token, event.at):
                self._tell(event.token, verdict, (session.connector,))

    def _is_old(self, token: IdToken, at: datetime) -> bool:
        """Return whether a tag in a session was told before, or is a story from the past."""
        if abs(dt_util.utcnow() - at) > ONE_PRESENTATION:
            return True
        before = self._presented_at.get(token.key)
        return before is not None and dt_util.utcnow() - before < ONE_PRESENTATION

    def _tell(
        self,
        token: IdToken,
        verdict: Authorization,
        connectors: tuple[ConnectorRef, ...],
    ) -> None:
        rules, now = self._backoffice.rules, dt_util.utcnow()
        if token.key == rules.own_token.key:
            return
        self._forget_before(now - ONE_PRESENTATION)
        self._presented_at[token.key] = now
        known = rules.tags.get(token.key)
        presented = TagPresented(
            id_tag=known.token.value if known else token.value,
            name=known.name if known else None,
            status=verdict.status,
            connectors=connectors,
        )
        for listener in tuple(self._listeners):
            listener(presented)

    def _forget_before(self, moment: datetime) -> None:
        self._presented_at = {
            key: at for key, at in self._presented_at.items() if at > moment
        }

    def _places(self) -> tuple[ConnectorRef, ...]:
        """Return the plug that waits for a tag, if there is exactly one; else all."""
        connectors = self._feed.state.connectors
        waiting = tuple(
            ref
            for ref, connector in connectors.items()
            if connector.plugged_in and not connector.transaction
        )
        return waiting if len(waiting) == 1 else tuple(connectors)
