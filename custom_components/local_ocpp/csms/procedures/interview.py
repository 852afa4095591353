"""Asks a station what it is and can, and sets it up the way its owner wants it.

What cannot change without new firmware is asked once, the rest after every restart. Nothing
is written that is already so, is read-only, or was refused before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.configuration import LearnedAbout
from ..domain.errors import StationOffline
from ..domain.model.learned import Learned, Trouble
from ..domain.model.station import StationState
from ..domain.model.variable import Setting
from ..domain.station import Station
from .answers import Believe, Spelling, number, positive, understood
from .configuration import piece_size
from .measurands import CHARGE_LEVEL, WANTED, lists_to_try
from .questions import Questions

CONSTANT = (
    Setting.FEATURE_PROFILES,
    Setting.NUMBER_OF_CONNECTORS,
    Setting.MAX_SAMPLED_MEASURANDS,
    Setting.RATE_UNITS,
    Setting.MAX_STACK_LEVEL,
    Setting.MAX_PERIODS,
    Setting.MAX_PROFILES,
    Setting.PHASE_SWITCHING,
    Setting.MAX_LOCAL_LIST,
    Setting.MAX_SEND_LOCAL_LIST,
    Setting.RESERVE_STATION,
)
CHANGING = (
    Setting.SAMPLED_MEASURANDS,
    Setting.SAMPLE_INTERVAL,
    Setting.ALIGNED_INTERVAL,
    Setting.PING_INTERVAL,
    Setting.LOCAL_LIST_ENABLED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How stations are to be set up; None leaves it to the station.

    `aligned_interval_seconds` 0 is off. A station may ping more often than it must.
    """

    sample_interval_seconds: int | None = 10
    aligned_interval_seconds: int | None = 0
    ping_interval_seconds: int | None = 60
    measurands: tuple[str, ...] = WANTED


async def interview(
    station: Station, wishes: Wishes, believe: Believe, now: datetime
) -> None:
    """Ask, and set up; what the station refuses or leaves unanswered stays as it is.

    Raises StationOffline, once it is noted what led to it.
    """
    talk = _Interview(station, wishes, believe)
    finished_at = station.state.learned.interviewed_at
    try:
        await talk.ask()
        await talk.set_up()
        finished_at = now
    finally:
        found = replace(talk.found(), interviewed_at=finished_at)
        await station.handle(LearnedAbout(learned=found))


def is_due(state: StationState) -> bool:
    """Return whether a station must be interviewed though it did not restart."""
    learned = state.learned
    return learned.interviewed_at is None or learned.ocpp_version != state.ocpp_version


def spelling(station: Station) -> Spelling:
    """Return the keys of all settings in the station's OCPP version; StationOffline."""
    if not station.state.online:
        raise StationOffline
    return {setting: key for setting in Setting if (key := station.spell(setting))}


class _Interview:
    def __init__(self, station: Station, wishes: Wishes, believe: Believe) -> None:
        state = station.state
        self._version = state.ocpp_version
        self._firmware = state.identity.firmware if state.identity else None
        self._anew = (state.learned.firmware, state.learned.ocpp_version) != (
            self._firmware,
            self._version,
        )
        self._station = station
        self._wishes = wishes
        self._believe = believe
        self._keys = spelling(station)
        self._questions = Questions(station, anew=self._anew)

    async def ask(self) -> None:
        """Find out what it is and can; how much it can be asked at once comes first."""
        questions, max_keys = self._questions, self._keys.get(Setting.MAX_KEYS, "")
        if max_keys and max_keys not in questions.variables:
            await questions.read((max_keys,), 1)
        size = piece_size(positive(questions.variables.get(max_keys)))
        await questions.read(self._open_questions(), size)
        await questions.read_everything()

    async def set_up(self) -> None:
        """Set what differs from what is wanted."""
        await self._choose_measurands()
        for setting, seconds, suffices in self._intervals():
            key = self._keys.get(setting, "")
            has = number(self._questions.variables.get(key))
            if seconds is not None and not suffices(has, seconds):
                await self._write(key, str(seconds))
        for key, value in self.found().beliefs.settings.items():
            if self._questions.variables.get(key, "").casefold() != value.casefold():
                await self._write(key, value)

    def found(self) -> Learned:
        """Return what we know by now."""
        learned = replace(
            self._questions.learned(),
            firmware=self._firmware,
            ocpp_version=self._version,
            refused_purposes={},
        )
        if self._anew:
            learned = replace(learned, limit_means={})
        return understood(learned, self._keys, self._believe)

    def _open_questions(self) -> Iterator[str]:
        for setting in CONSTANT:
            key = self._keys.get(setting)
            if key and key not in self._questions.variables:
                yield key
        yield from (self._keys[each] for each in CHANGING if each in self._keys)
        yield from self.found().beliefs.settings

    def _intervals(
        self,
    ) -> Iterator[tuple[Setting, int | None, Callable[[int | None, int], bool]]]:
        wishes = self._wishes
        yield Setting.SAMPLE_INTERVAL, wishes.sample_interval_seconds, _is
        yield Setting.ALIGNED_INTERVAL, wishes.aligned_interval_seconds, _is
        yield Setting.PING_INTERVAL, wishes.ping_interval_seconds, _is_as_often

    async def _write(self, key: str, value: str) -> None:
        if key in self._questions.heard:
            await self._questions.write(key, value)

    async def _choose_measurands(self) -> None:
        """Set the best list that it takes, unless what it has will do."""
        questions, found = self._questions, self.found()
        key = self._keys.get(Setting.SAMPLED_MEASURANDS, "")
        only = found.beliefs.measurands
        # Where it cannot be asked what it sends, but is known to take a list, it is set unseen.
        unseen = only is not None and questions.trouble.get(key) is Trouble.ABSENT
        if not (key in questions.heard or unseen):
            return
        longest = self._keys.get(Setting.MAX_SAMPLED_MEASURANDS, "")
        for names in lists_to_try(
            self._wanted_measurands(found.measurands),
            found.measurands,
            longest=positive(questions.variables.get(longest)),
            only=only,
        ):
            if await questions.write(key, ",".join(names)):
                return

    def _wanted_measurands(self, present: tuple[str, ...]) -> tuple[str, ...]:
        """Return what to ask for; the car's charge level only where there is one."""
        told = CHARGE_LEVEL in present or any(
            quantity.measurand == CHARGE_LEVEL
            for connector in self._station.state.connectors.values()
            for quantity in connector.meter.readings
        )
        energy_and_power, rest = (
            self._wishes.measurands[:2],
            self._wishes.measurands[2:],
        )
        return (*energy_and_power, *((CHARGE_LEVEL,) if told else ()), *rest)


def _is(has: int | None, seconds: int) -> bool:
    return has == seconds


def _is_as_often(has: int | None, seconds: int) -> bool:
    return has is not None and 0 < has <= seconds
