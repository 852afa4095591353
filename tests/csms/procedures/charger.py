"""A charger on paper: answers commands as a table says, and keeps what it was asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from custom_components.local_ocpp.csms.domain.boot import Booted
from custom_components.local_ocpp.csms.domain.configuration import (
    GetVariables,
    SetVariable,
    VariableChange,
)
from custom_components.local_ocpp.csms.domain.errors import (
    NoReply,
    Rejected,
    StationError,
    StationOffline,
)
from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.profile import ChargingProfile
from custom_components.local_ocpp.csms.domain.model.station import (
    Identity,
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.domain.model.variable import Setting, Variable
from custom_components.local_ocpp.csms.domain.smart_charging import (
    ClearChargingProfile,
    SetChargingProfile,
)
from custom_components.local_ocpp.csms.domain.station import Station
from custom_components.local_ocpp.csms.domain.transactions import (
    TransactionEnded,
    TransactionStarted,
)
from tests.csms.backoffice import PlainBackoffice

PLUG = ConnectorRef(1)

SPELLING = {
    Setting.FEATURE_PROFILES: "SupportedFeatureProfiles",
    Setting.NUMBER_OF_CONNECTORS: "NumberOfConnectors",
    Setting.MAX_KEYS: "GetConfigurationMaxKeys",
    Setting.PING_INTERVAL: "WebSocketPingInterval",
    Setting.SAMPLED_MEASURANDS: "MeterValuesSampledData",
    Setting.MAX_SAMPLED_MEASURANDS: "MeterValuesSampledDataMaxLength",
    Setting.SAMPLE_INTERVAL: "MeterValueSampleInterval",
    Setting.ALIGNED_INTERVAL: "ClockAlignedDataInterval",
    Setting.RATE_UNITS: "ChargingScheduleAllowedChargingRateUnit",
    Setting.MAX_STACK_LEVEL: "ChargeProfileMaxStackLevel",
    Setting.MAX_PERIODS: "ChargingScheduleMaxPeriods",
    Setting.MAX_PROFILES: "MaxChargingProfilesInstalled",
    Setting.PHASE_SWITCHING: "ConnectorSwitch3to1PhaseSupported",
    Setting.LOCAL_LIST_ENABLED: "LocalAuthListEnabled",
    Setting.MAX_LOCAL_LIST: "LocalAuthListMaxLength",
    Setting.MAX_SEND_LOCAL_LIST: "SendLocalListMaxLength",
    Setting.RESERVE_STATION: "ReserveConnectorZeroSupported",
}

type Verdict = StationError | VariableChange | None


def everything(value: str) -> Verdict:
    """Take any value."""
    return None


def any_profile(profile: ChargingProfile) -> StationError | None:
    """Take any profile."""
    return None


def within(low: int, high: int) -> Callable[[str], Verdict]:
    """Take only numbers in a range."""
    return lambda value: None if low <= int(value) <= high else Rejected("Rejected")


def among(*measurands: str) -> Callable[[str], Verdict]:
    """Take only lists of these."""
    return lambda value: (
        None if {*value.split(",")} <= {*measurands} else Rejected("Rejected")
    )


@dataclass(kw_only=True)
class Model:
    """What a make of charger answers.

    `takes`: by key, what it makes of a value to be set; `hangs_up`: whether a question drives
    it off the line; `silent`: keys that it never answers a question about; `judges` profiles.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    readonly: frozenset[str] = frozenset()
    takes: Mapping[str, Callable[[str], Verdict]] = field(default_factory=dict)
    judges: Callable[[ChargingProfile], StationError | None] = any_profile
    silent: frozenset[str] = frozenset()
    hangs_up: Callable[[tuple[str, ...], Mapping[str, str]], bool] = (
        lambda keys, settings: False
    )
    spelling: Mapping[Setting, str] = field(default_factory=lambda: SPELLING)
    refuses: frozenset[type[StationCommand[Any]]] = frozenset()


class Charger:
    """A link to a charger that exists on paper."""

    ocpp_version = "1.6"

    def __init__(self, model: Model, learned: Learned | None = None) -> None:
        """Come online for the first time."""
        self.model = model
        self.settings = dict(model.settings)
        self.asked: list[StationCommand[Any]] = []
        self.profiles: dict[int, ChargingProfile] = {}
        self.backoffice = PlainBackoffice()
        identity = Identity(vendor="ACME", model="Paper", firmware="1.0")
        state = StationState(id=StationId("paper"), adopted=True, identity=identity)
        if learned:
            state = replace(state, learned=learned)
        self.station = Station(state, self.backoffice)
        self.station.attach(self)

    # What tests look at.

    @property
    def read(self) -> list[tuple[str, ...]]:
        """The keys that it was asked for, message by message."""
        return [each.keys for each in self.asked if isinstance(each, GetVariables)]

    @property
    def written(self) -> list[tuple[str, str]]:
        """The keys and values that it was told."""
        return [(e.key, e.value) for e in self.asked if isinstance(e, SetVariable)]

    @property
    def limits(self) -> list[ChargingProfile]:
        """The profiles that it was sent, taken or not."""
        return [e.profile for e in self.asked if isinstance(e, SetChargingProfile)]

    @property
    def learned(self) -> Learned:
        """What we know of it."""
        return self.station.state.learned

    def forget_asked(self) -> None:
        """Count anew what is asked from now on."""
        self.asked.clear()

    # What happens to it.

    async def boots(self, firmware: str = "1.0") -> None:
        """Restart, and say so."""
        self.backoffice.advance(minutes=1)
        self.station.attach(self)
        identity = Identity(vendor="ACME", model="Paper", firmware=firmware)
        await self.station.handle(Booted(identity=identity))

    def reconnects(self) -> None:
        """Lose the connection and find it again."""
        self.station.detach(self)
        self.station.attach(self)

    async def starts_session(self, number: str = "7") -> None:
        """Begin a session."""
        self.backoffice.advance(minutes=1)
        await self.station.handle(
            TransactionStarted(
                connector=PLUG,
                at=self.backoffice.now(),
                transaction_id=TransactionId(number),
            )
        )

    async def ends_session(self) -> None:
        """End the session."""
        running = self.station.state.connector(PLUG).transaction
        assert isinstance(running, Transaction)
        await self.station.handle(
            TransactionEnded(transaction_id=running.id, at=self.backoffice.now())
        )
        self.profiles = {
            number: each for number, each in self.profiles.items() if number < 3000
        }

    # How it answers.

    async def execute(self, command: StationCommand[Any]) -> Any:
        """Answer a command."""
        self.asked.append(command)
        if type(command) in self.model.refuses:
            raise Rejected("Rejected")
        answer = self._answers.get(type(command))
        return answer(self, command) if answer else None

    def supports(self, command: type[StationCommand[Any]]) -> bool:
        """Know everything but reports."""
        return command.__name__ != "RequestReport"

    def spell(self, setting: Setting) -> str | None:
        """Spell as the model does."""
        return self.model.spelling.get(setting)

    async def hang_up(self, reason: str) -> None:
        """Go offline."""
        self.station.detach(self)

    def _get(self, command: GetVariables) -> tuple[Variable, ...]:
        if self.model.hangs_up(command.keys, self.settings):
            self.station.detach(self)
            raise StationOffline
        if self.model.silent & {*command.keys}:
            raise NoReply
        most = int(self.settings.get("GetConfigurationMaxKeys", 99))
        if len(command.keys) > most:
            raise Rejected("FormationViolation")
        return tuple(
            Variable(
                key=key,
                value=self.settings.get(key),
                known=key in self.settings,
                readonly=key in self.model.readonly,
            )
            for key in command.keys or self.settings
        )

    def _set(self, command: SetVariable) -> VariableChange:
        verdict = self.model.takes.get(command.key, everything)(command.value)
        if isinstance(verdict, StationError):
            raise verdict
        if verdict is not VariableChange.REBOOT_REQUIRED:
            self.settings[command.key] = command.value
        return verdict or VariableChange.ACCEPTED

    def _set_profile(self, command: SetChargingProfile) -> None:
        if error := self.model.judges(command.profile):
            raise error
        self.profiles[command.profile.id] = command.profile

    def _clear_profile(self, command: ClearChargingProfile) -> bool:
        gone = [
            number for number in self.profiles if command.profile_id in (None, number)
        ]
        for number in gone:
            del self.profiles[number]
        return bool(gone)

    _answers: Mapping[type[StationCommand[Any]], Callable[..., Any]] = {
        GetVariables: _get,
        SetVariable: _set,
        SetChargingProfile: _set_profile,
        ClearChargingProfile: _clear_profile,
    }
