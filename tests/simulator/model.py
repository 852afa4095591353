"""The data sheet of a station: what it is, what it can, and how slow it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
import tomllib
from typing import Any

MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """Sockets, wires and the meter; currents per phase, or direct."""

    connectors: int = 1
    direct_current: bool = False
    phases: int = 3
    max_current_a: float = 16.0
    min_current_a: float = 6.0
    voltage_v: float = 230.0
    fixed_cable: bool = True
    register_wh: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long a reaction takes, in seconds."""

    least: float = 0.0
    most: float = 0.0
    typical: float = 0.0

    def draw(self, dice: Random) -> float:
        return dice.triangular(self.least, self.most, self.typical)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """How long a station takes to answer, and to do what it was told."""

    answer: Delay = Delay()
    triggered: Delay = Delay()
    remote_start: Delay = Delay()
    remote_stop: Delay = Delay()
    boot: Delay = Delay()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One configuration key, or one variable of OCPP 2.x.

    `least` and `most` bound a number; `choices` are the words that a list may
    hold and `most_words` how many of them; `reboot` means that a change waits
    for the next start; `changeable` is False for a key that looks writable but
    refuses every value.
    """

    value: str | None = None
    read_only: bool = False
    write_only: bool = False
    changeable: bool = True
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    most_words: int | None = None
    reboot: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How a station connects."""

    subprotocols: tuple[str, ...]
    security_profiles: tuple[int, ...] = (0,)
    cipher_suites: tuple[str, ...] = ()
    file_transfer: tuple[str, ...] = ()
    boots_on_reconnect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Where stations of the same standard differ.

    `refuses` maps an action to the status that it is always answered with;
    `triggers` are the messages that TriggerMessage can ask for.
    """

    too_many_keys: str = "refuse"
    names_all_keys: bool = True
    selects_connector_first: bool = False
    restarts_in_finishing: bool = True
    triggers: tuple[str, ...] = ()
    refuses: Mapping[str, str] = field(default_factory=dict)
    vendor_id: str = ""
    vendor_messages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StationModel:
    """One model of charging station, as its data file describes it."""

    key: str
    vendor: str
    name: str
    firmware: str
    ocpp: str
    certificate: str = ""
    hardware: Hardware
    network: Network
    delays: Delays
    behaviour: Behaviour
    settings: Mapping[str, Setting]


def names() -> list[str]:
    """Return the names of all models."""
    return sorted(path.stem for path in MODELS.glob("*.toml"))


@cache
def load(name: str) -> StationModel:
    """Read a model; raise FileNotFoundError, or TypeError for a word it does not know."""
    sheet = tomllib.loads((MODELS / f"{name}.toml").read_text(encoding="utf-8"))
    return StationModel(
        key=name,
        hardware=Hardware(**sheet.pop("hardware", {})),
        network=Network(**_tuples(sheet.pop("network"))),
        delays=Delays(
            **{what: _delay(took) for what, took in sheet.pop("delays", {}).items()}
        ),
        behaviour=Behaviour(**_tuples(sheet.pop("behaviour", {}))),
        settings={
            key: _setting(setting) for key, setting in sheet.pop("settings").items()
        },
        **sheet,
    )


def _delay(took: float | list[float]) -> Delay:
    if isinstance(took, list):
        least, most, typical = took
        return Delay(least=least, most=most, typical=typical)
    return Delay(least=took, most=took, typical=took)


def _setting(sheet: str | dict[str, Any]) -> Setting:
    return Setting(value=sheet) if isinstance(sheet, str) else Setting(**_tuples(sheet))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in table.items()
    }
