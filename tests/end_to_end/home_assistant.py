"""A throw-away Home Assistant on this machine alone, driven as its own pages drive it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import socket
from typing import Any

from aiohttp import ClientSession

from .config_folder import CONFIGURATION, write_config_folder
from .process import OUTPUT, HomeAssistantProcess
from .websocket import CommandRefused, Connection

USER = "demo"
PASSWORD = "demo"
CLIENT = "End-to-end tests"
_FLOWS = "/api/config/config_entries/flow"
_OPTIONS = "/api/config/config_entries/options/flow"
_SUBENTRIES = "/api/config/config_entries/subentries/flow"

# What REST and WebSocket answer; their documentation gives the shapes.
type Json = Any
type Answers = dict[str, Any]
type Events = asyncio.Queue[Any]


class RequestRefused(Exception):
    """Home Assistant answered a request with an HTTP error."""

    def __init__(self, request: str, status: int, body: str) -> None:
        super().__init__(f"{request}: {status} {body}")
        self.status = status


class FlowEnded(Exception):
    """A flow ended before all answers were given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What an entity says."""

    value: str
    attributes: dict[str, Any]


class HomeAssistant:
    """Home Assistant on its own configuration folder, which outlives any run of it."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        configuration: str = CONFIGURATION,
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.token = ""
        self._configuration = configuration
        self._process: HomeAssistantProcess | None = None
        self._session: ClientSession | None = None
        self._connection: Connection | None = None

    @classmethod
    @asynccontextmanager
    async def running(cls, folder: Path) -> AsyncIterator[HomeAssistant]:
        """Run a new Home Assistant for as long as the block lasts."""
        home = cls(folder)
        try:
            await home.start()
            yield home
        finally:
            await home.stop()

    # Coming and going

    async def start(self) -> None:
        """Start on the folder, the first time with a new user, and return once it runs."""
        if not (self.folder / "configuration.yaml").exists():
            write_config_folder(self.folder, self.port, self._configuration)
        self._process = await HomeAssistantProcess.start(self.folder)
        try:
            await self._log_in()
            await self._wait_until_running()
        except BaseException:
            await self._end(self._process.kill)
            raise

    async def stop(self) -> None:
        """Let it save and end."""
        if self._process:
            await self._end(self._process.stop)

    async def kill(self) -> None:
        """End it as a power cut would; nothing is saved that was not."""
        if self._process:
            await self.until_saved("auth", CLIENT)
            await self._process.kill()
            await self._end(self._process.kill)

    async def until_saved(self, store: str, text: str) -> None:
        """Wait until a text is in one of the stores, which are saved when there is time.

        Before our user is, nobody gets in again after a kill.
        """
        file = self.folder / ".storage" / store
        async with asyncio.timeout(30):
            # Another process writes the file: there is no event to wait for.
            while not file.exists() or text not in file.read_text():  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def restart(self) -> None:
        """Stop and start again, with everything that was saved."""
        await self.stop()
        await self.start()

    @property
    def log(self) -> str:
        """All that it has said so far, over all its runs."""
        return (self.folder / OUTPUT).read_text(errors="replace")

    # Requests

    async def get(self, path: str) -> Json:
        """Ask REST; RequestRefused unless all is well."""
        return await self._request("GET", path)

    async def post(self, path: str, content: Json = None) -> Json:
        """Tell REST; RequestRefused unless all is well."""
        return await self._request("POST", path, json=content)

    async def delete(self, path: str) -> Json:
        """Have REST delete; RequestRefused unless all is well."""
        return await self._request("DELETE", path)

    async def command(self, command: str, **fields: Any) -> Json:
        """Send a WebSocket command; CommandRefused unless it succeeds."""
        assert self._connection
        return await self._connection.command(command, **fields)

    async def call_service(
        self,
        domain: str,
        service: str,
        fields: Json = None,
        *,
        target: Json = None,
        return_response: bool = False,
    ) -> Json:
        """Perform an action and return its response, if one is wanted."""
        result = await self.command(
            "call_service",
            domain=domain,
            service=service,
            service_data=fields or {},
            target=target or {},
            return_response=return_response,
        )
        return result.get("response")

    # Flows: each answer is what a person types into one form, or picks from one menu

    async def flow(self, handler: str, *answers: Answers) -> Json:
        """Add an integration; return the last thing that the flow said."""
        return await self._walk(_FLOWS, {"handler": handler}, answers)

    async def reconfigure_flow(
        self, domain: str, entry_id: str, *answers: Answers
    ) -> Json:
        """Change what an integration was added with."""
        return await self._walk(
            _FLOWS, {"handler": domain, "entry_id": entry_id}, answers
        )

    async def options_flow(self, entry_id: str, *answers: Answers) -> Json:
        """Change the options of an integration."""
        return await self._walk(_OPTIONS, {"handler": entry_id}, answers)

    async def subentry_flow(
        self,
        entry_id: str,
        kind: str,
        *answers: Answers,
        subentry_id: str | None = None,
    ) -> Json:
        """Add a subentry, or change the one that is named."""
        beginning: Json = {"handler": [entry_id, kind]}
        if subentry_id:
            beginning["subentry_id"] = subentry_id
        return await self._walk(_SUBENTRIES, beginning, answers)

    async def answer_subentry_flow(self, flow_id: str, *answers: Answers) -> Json:
        """Go on with a subentry flow; without answers, just look what it says now."""
        return await self._answer(
            _SUBENTRIES, await self.get(f"{_SUBENTRIES}/{flow_id}"), answers
        )

    async def discovered(self, handler: str) -> list[Json]:
        """Return the flows of an integration that wait for somebody to look at them."""
        flows = await self.command("config_entries/flow/progress")
        return [flow for flow in flows if flow["handler"] == handler]

    async def wait_for_discovery(
        self, handler: str, unique_id: str, *, seconds: float = 20
    ) -> Json:
        """Return the flow that began by itself about a thing; TimeoutError if none does."""
        subscription = self.subscribed("config_entries/flow/subscribe")
        async with asyncio.timeout(seconds), subscription as changes:
            while True:
                for change in await changes.get():
                    flow = change.get("flow") or {"handler": None}
                    if (
                        flow["handler"] == handler
                        and flow["context"].get("unique_id") == unique_id
                    ):
                        return flow

    async def answer_flow(self, flow_id: str, *answers: Answers) -> Json:
        """Go on with a flow that began by itself."""
        return await self._answer(
            _FLOWS, await self.get(f"{_FLOWS}/{flow_id}"), answers
        )

    # States

    async def state(self, entity_id: str) -> State | None:
        """Return what an entity says now, or None where there is no such entity."""
        for state in await self.command("get_states"):
            if state["entity_id"] == entity_id:
                return _state(state)
        return None

    async def wait_for_state(
        self,
        entity_id: str,
        wanted: str | Callable[[State], bool],
        *,
        seconds: float = 20,
    ) -> State:
        """Return the first state from now on that is as wanted; AssertionError if none comes."""
        state: State | None = None
        try:
            async with asyncio.timeout(seconds), self.events("state_changed") as events:
                state = await self.state(entity_id)
                while state is None or not _is_as_wanted(state, wanted):
                    state = _new_state(await events.get(), entity_id) or state
        except TimeoutError as error:
            raise AssertionError(f"{entity_id}: {state}, not as wanted") from error
        return state

    def events(self, event_type: str) -> AbstractAsyncContextManager[Events]:
        """Collect events of one type for as long as the block lasts."""
        return self.subscribed("subscribe_events", event_type=event_type)

    def subscribed(
        self, command: str, **fields: Any
    ) -> AbstractAsyncContextManager[Events]:
        """Collect what a WebSocket subscription brings for as long as the block lasts."""
        assert self._connection
        return self._connection.subscribed(command, **fields)

    # Behind the scenes

    async def _log_in(self) -> None:
        self._session = ClientSession(self.url)
        if not self.token:
            self.token = await self._make_user()
        self._connection = await Connection.open(self._session, self.url, self.token)

    async def _make_user(self) -> str:
        """Introduce ourselves as its owner and return a token that lasts."""
        assert self._session
        client = {"client_id": f"{self.url}/"}
        person = {
            "name": "Demo",
            "username": USER,
            "password": PASSWORD,
            "language": "en",
        }
        welcome = await self.post("/api/onboarding/users", client | person)
        code = {"grant_type": "authorization_code", "code": welcome["auth_code"]}
        tokens = await self._request("POST", "/auth/token", data=client | code)
        connection = await Connection.open(
            self._session, self.url, tokens["access_token"]
        )
        token = await connection.command(
            "auth/long_lived_access_token", client_name=CLIENT, lifespan=365
        )
        await connection.close()
        return str(token)

    async def _wait_until_running(self) -> None:
        async with asyncio.timeout(60), self.events("homeassistant_started") as events:
            if (await self.command("get_config"))["state"] != "RUNNING":
                await events.get()

    async def _end(self, end_process: Callable[[], Awaitable[None]]) -> None:
        """Hang up, so that no answer is waited for any more, and end the process."""
        if self._connection:
            await self._connection.close()
        if self._session:
            await self._session.close()
        self._process = self._session = self._connection = None
        await end_process()

    async def _request(self, method: str, path: str, **content: Any) -> Json:
        assert self._session
        identity = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self._session.request(
            method, path, headers=identity, **content
        ) as answer:
            if answer.status >= 400:
                raise RequestRefused(
                    f"{method} {path}", answer.status, await answer.text()
                )
            return await answer.json(content_type=None)

    async def _walk(
        self, path: str, beginning: Json, answers: tuple[Answers, ...]
    ) -> Json:
        return await self._answer(path, await self.post(path, beginning), answers)

    async def _answer(
        self, path: str, said: Json, answers: tuple[Answers, ...]
    ) -> Json:
        for answer in answers:
            if said["type"] not in ("form", "menu"):
                raise FlowEnded(f"before {answer}: {said}")
            said = await self.post(f"{path}/{said['flow_id']}", answer)
        return said


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _state(state: Json) -> State:
    return State(value=state["state"], attributes=state["attributes"])


def _new_state(event: Json, entity_id: str) -> State | None:
    change = event["data"]
    if change["entity_id"] != entity_id or change["new_state"] is None:
        return None
    return _state(change["new_state"])


def _is_as_wanted(state: State, wanted: str | Callable[[State], bool]) -> bool:
    return state.value == wanted if isinstance(wanted, str) else wanted(state)


__all__ = [
    "CommandRefused",
    "FlowEnded",
    "HomeAssistant",
    "RequestRefused",
    "State",
    "free_port",
]
