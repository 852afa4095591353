"""What a station lets us read and set about itself."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, override

from .messages import Notice, StationCommand
from .model.learned import Learned
from .model.station import StationState
from .model.variable import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVariables(StationCommand[tuple[Variable, ...]]):
    """Read settings by their keys, in the spelling of the station's OCPP version.

    Without keys: all of them (1.6 only; see `RequestReport` for later versions).
    """

    keys: tuple[str, ...] = ()


class VariableChange(StrEnum):
    """Whether a new value is in force, or waits for a restart."""

    ACCEPTED = "accepted"
    REBOOT_REQUIRED = "reboot_required"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariable(StationCommand[VariableChange]):
    """Set one setting, by its key in the spelling of the station's OCPP version."""

    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReport(StationCommand[None]):
    """Have the station report all its settings in `VariablesReported` (2.x)."""

    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariablesReported(Notice):
    """A part of the report asked for."""

    request_id: int
    variables: tuple[Variable, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedAbout(Notice):
    """We found out something about the station that is worth keeping."""

    memorable: ClassVar[bool] = True

    learned: Learned

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        return replace(state, learned=self.learned)
