"""The `ocpp` package's JSON schemas of one OCPP version, compiled."""

from collections.abc import Iterable
from functools import cached_property
from importlib import resources

import orjson

from .checks import Check, Violation, compiled

__all__ = ["Check", "Schemas", "Violation"]

# By subprotocol: the folder of the schemas, and what the names of requests end in.
_FOLDERS = {
    "ocpp1.6": ("v16", ""),
    "ocpp2.0.1": ("v201", "Request"),
    "ocpp2.1": ("v21", "Request"),
}


class Schemas:
    """The requests and responses of one OCPP version, named by subprotocol.

    Everything here reads files the first time: call `compile` in an executor before.
    """

    def __init__(self, subprotocol: str) -> None:
        """Choose the version."""
        folder, self._suffix = _FOLDERS[subprotocol]
        self._folder = resources.files("ocpp") / folder / "schemas"
        self._checks: dict[str, Check] = {}

    @cached_property
    def actions(self) -> frozenset[str]:
        """Every action that this version knows."""
        names = {file.name.removesuffix(".json") for file in self._folder.iterdir()}
        responses = {name for name in names if name.endswith("Response")}
        actions = {name.removesuffix("Response") for name in responses}
        return frozenset(a for a in actions if a + self._suffix in names)

    def compile(self, actions: Iterable[str] | None = None) -> None:
        """Compile the schemas of some actions, or of all."""
        for action in self.actions if actions is None else actions:
            self.request(action)
            self.response(action)

    def request(self, action: str) -> Check:
        """Return the check of a request. Raises KeyError if there is no such action."""
        return self.schema(action)

    def response(self, action: str) -> Check:
        """Return the check of a response. Raises KeyError if there is no such action."""
        return self.schema(action, response=True)

    def schema(self, action: str, *, response: bool = False) -> Check:
        """Return either check. Raises KeyError if there is no such action."""
        name = action + ("Response" if response else self._suffix)
        if check := self._checks.get(name):
            return check
        if action not in self.actions:
            raise KeyError(action)
        text = (self._folder / f"{name}.json").read_text("utf-8-sig")
        self._checks[name] = check = compiled(orjson.loads(text))
        return check
