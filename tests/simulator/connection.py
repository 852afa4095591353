"""Stay connected: dial, boot, keep the heart beating, and dial again."""

import asyncio
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.frames import CloseCode
from websockets.typing import Subprotocol

from .cabinet import ACCEPTED, Cabinet
from .flow import Flow
from .library import OCPPError
from .outbox import Outbox
from .rhythm import Rhythm
from .speech import Speech
from .words import BootReason, Key

DEFAULT_HEARTBEAT_S = 300
RETRY_BOOT_S = 30
PATIENCE_CLOSING_S = 1.0


class Connection:
    """A station's way to its CSMS.

    `refused` is the HTTP status of the last attempt that the CSMS turned down.
    """

    def __init__(
        self,
        cabinet: Cabinet,
        outbox: Outbox,
        flow: Flow,
        open_line: Callable[[ClientConnection], Speech],
    ) -> None:
        self._cabinet = cabinet
        self._outbox = outbox
        self._flow = flow
        self._open_line = open_line
        self._powered = asyncio.Event()
        self._powered.set()
        self._boot_reason: BootReason | None = BootReason.POWER_UP
        self._attempts = 0
        self._unheard: list[int] = []
        self.password = cabinet.installation.password
        self.refused: int | None = None
        self.connects = 0
        self.boots = 0

    @property
    def powered(self) -> bool:
        """Tell whether the station wants to be connected."""
        return self._powered.is_set()

    async def run(self) -> None:
        """Dial again and again, waiting longer after each failure."""
        while True:
            await self._powered.wait()
            await self._attempt()
            if self._powered.is_set():
                await self._cabinet.clock.sleep(self._back_off_s())

    async def boot(self) -> None:
        """Send BootNotification because the CSMS wants it."""
        if self._cabinet.speech is not None:
            await self._boot_once(self._cabinet.speech, BootReason.TRIGGERED)

    async def go_dark(self, *, abruptly: bool) -> None:
        """Leave, and stay away until `come_back`."""
        self._powered.clear()
        if (speech := self._cabinet.speech) is not None:
            await speech.hang_up(abruptly=abruptly)
        await self._cabinet.journal.until(lambda: self._cabinet.speech is None)

    def come_back(self) -> None:
        self._attempts = 0
        self._powered.set()

    def start_afresh(self, reason: BootReason) -> None:
        """Forget what a restart forgets: the next connection begins with a boot."""
        self._boot_reason = reason
        self._cabinet.registration = None
        self._cabinet.configuration.restart()

    async def restart(self, reason: BootReason, *, abruptly: bool) -> None:
        """Be away for as long as this model takes to start, then boot."""
        await self.go_dark(abruptly=abruptly)
        self.start_afresh(reason)
        await self._cabinet.react(self._cabinet.model.delays.boot)
        self.come_back()

    async def _attempt(self) -> None:
        self._attempts += 1
        try:
            async with self._dial() as websocket:
                await self._converse(websocket)
        except InvalidHandshake as refusal:
            if isinstance(refusal, InvalidStatus):
                self.refused = refusal.response.status_code
            self._cabinet.journal.note(f"refused: {refusal}")
        except (OSError, TimeoutError) as error:
            self._cabinet.journal.note(f"no connection: {error}")

    def _dial(self) -> connect:
        place, model = self._cabinet.installation, self._cabinet.model
        offered = place.subprotocols
        if offered is None:
            offered = model.network.subprotocols
        ping_s = self._cabinet.number(Key.PING)
        return connect(
            place.url,
            subprotocols=[Subprotocol(name) for name in offered] or None,
            additional_headers=place.headers(self.password),
            ssl=place.tls,
            compression=None,
            proxy=None,
            user_agent_header=f"{model.vendor} {model.name}",
            ping_interval=self._cabinet.clock.real_seconds(ping_s) if ping_s else None,
            close_timeout=PATIENCE_CLOSING_S,
        )

    async def _converse(self, websocket: ClientConnection) -> None:
        if not self.powered:
            return
        speech = self._open_line(websocket)
        self._cabinet.speech = speech
        self._attempts, self.refused = 0, None
        self.connects += 1
        self._cabinet.journal.note(
            f"connected, {websocket.subprotocol or 'no subprotocol'}"
        )
        try:
            async with asyncio.TaskGroup() as group:
                introduction = group.create_task(self._introduce(speech))
                await speech.listen()
                introduction.cancel()
        finally:
            self._cabinet.speech = None
            self._unheard = self._outbox.drop_statuses()
            self._cabinet.journal.note("disconnected")
            await websocket.close(CloseCode.GOING_AWAY)

    async def _introduce(self, speech: Speech) -> None:
        try:
            await self._be_registered(speech)
            await self._keep_alive(speech)
        except ConnectionError:
            return

    async def _be_registered(self, speech: Speech) -> None:
        if self._must_boot():
            self._cabinet.registration = None
            await self._boot_until_accepted(speech)
            self._boot_reason = None
            self._flow.report_all()
        else:
            self._flow.report_news(self._unheard)
        self._cabinet.journal.note("online")

    def _must_boot(self) -> bool:
        return (
            self._boot_reason is not None
            or self._cabinet.registration != ACCEPTED
            or self._cabinet.model.network.boots_on_reconnect
        )

    async def _boot_until_accepted(self, speech: Speech) -> None:
        reason = self._boot_reason or BootReason.WATCHDOG
        while True:
            wait_s = await self._boot_once(speech, reason)
            if await self._accepted_within(wait_s):
                return

    async def _boot_once(self, speech: Speech, reason: BootReason) -> float:
        """Boot; return the simulated seconds to wait before the next attempt."""
        self.boots += 1
        try:
            registration = await speech.boot(reason)
        except (OCPPError, TimeoutError) as error:
            self._cabinet.journal.note(f"boot failed: {error!r}")
            return RETRY_BOOT_S
        if registration.status == ACCEPTED:
            self._set_heartbeat(registration.interval_s)
        return registration.interval_s or RETRY_BOOT_S

    async def _accepted_within(self, seconds: float) -> bool:
        """Wait to be accepted, which a boot that the CSMS triggers may do."""
        try:
            async with asyncio.timeout(self._cabinet.clock.real_seconds(seconds)):
                await self._cabinet.journal.until(
                    lambda: self._cabinet.registration == ACCEPTED
                )
        except TimeoutError:
            return False
        return True

    def _set_heartbeat(self, interval_s: int) -> None:
        """Take the interval that came with the registration, within our limits."""
        if interval_s <= 0:
            return
        name = self._cabinet.name(Key.HEARTBEAT)
        setting = self._cabinet.configuration.settings.get(name)
        if setting is not None:
            most = setting.most if setting.most is not None else interval_s
            kept = max(setting.least or 0, min(interval_s, most))
            self._cabinet.configuration.put(name, f"{kept:.0f}")

    async def _keep_alive(self, speech: Speech) -> None:
        async def beat() -> None:
            try:
                await speech.heartbeat()
            except (OCPPError, TimeoutError) as error:
                self._cabinet.journal.note(f"heartbeat unanswered: {error!r}")

        rhythm = Rhythm(
            self._cabinet.clock,
            lambda: self._cabinet.number(Key.HEARTBEAT) or DEFAULT_HEARTBEAT_S,
            beat,
        )
        await self._cabinet.spawn_rhythm(rhythm)

    def _back_off_s(self) -> float:
        """Return simulated seconds to wait before dialling again."""
        place = self._cabinet.installation
        doubled = place.reconnect_after_s * 2.0 ** min(max(self._attempts - 1, 0), 16)
        return min(doubled, place.reconnect_at_most_s)
