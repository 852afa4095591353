"""Asks a station for its settings without ever asking more than it bears.

A station that falls silent or hangs up over a question is asked next time for each of those
keys alone, and for the one that did it never again: nobody must be driven into a loop. (When
a connection ends, whoever waits for an answer on it may be cancelled instead of being told.)
"""

from asyncio import CancelledError
from collections.abc import Iterable
from dataclasses import replace
from itertools import batched

from ..domain.configuration import GetVariables, SetVariable, VariableChange
from ..domain.errors import NoReply, NotSupported, StationError, StationOffline
from ..domain.model.learned import Learned, Trouble
from ..domain.model.variable import Variable
from ..domain.station import Station

# In a row; then the station is left alone.
MOST_SILENCES = 2
MOST_REFUSALS = 4

# Among the refused values: whatever it may be.
ANY_VALUE = "*"

_READABLE = (None, Trouble.TOUCHY)
_GONE = (StationOffline, CancelledError)


class Questions:
    """What we ask of one station in one go, and what it made of that."""

    def __init__(self, station: Station, *, anew: bool) -> None:
        """Begin with what is known; `anew` with nothing."""
        known = Learned() if anew else station.state.learned
        self.variables = dict(known.variables)
        self.trouble = dict(known.trouble)
        self.heard: dict[str, Variable] = {}
        self._refused = dict(known.refused)
        self._awaiting_restart: set[str] = set()
        self._stung: set[str] = set()
        self._station = station
        self._silences = 0
        self._refusals = 0
        self._told_everything = False

    @property
    def over(self) -> bool:
        """Whether the station had better be left alone."""
        return self._silences >= MOST_SILENCES or self._refusals >= MOST_REFUSALS

    async def read(self, keys: Iterable[str], size: int) -> None:
        """Ask for keys, `size` at a time; raises StationOffline."""
        keys = tuple(dict.fromkeys(keys))
        fine = [key for key in keys if self.trouble.get(key) in _READABLE]
        alone = [key for key in keys if self.trouble.get(key) is Trouble.SUSPECT]
        pieces = batched(fine, size, strict=False)
        for piece in (*pieces, *((key,) for key in alone)):
            if unheard := tuple(key for key in piece if not self._is_settled(key)):
                await self._ask(unheard)

    async def read_everything(self) -> None:
        """Ask for all keys at once, if no other question was any good; raises StationOffline."""
        if not (self.heard or self._silences):
            self._refusals = 0
            await self._ask(())

    async def write(self, key: str, value: str) -> bool:
        """Set a key, and return whether the station took it; raises StationOffline."""
        if self.over or not self._may_be(key, value):
            return False
        try:
            change = await self._station.execute(SetVariable(key=key, value=value))
        except _GONE:
            self._touched(key)
            raise
        except NoReply:
            self._silences += 1
            self._touched(key)
            return False
        except StationError as error:
            self._refuse(key, ANY_VALUE if isinstance(error, NotSupported) else value)
            return False
        self._silences = 0
        self._forgive(key, Trouble.TOUCHY)
        if change is VariableChange.REBOOT_REQUIRED:
            self._awaiting_restart.add(key)
        else:
            self.variables[key] = value
        return True

    def learned(self) -> Learned:
        """Return what is known of the station now."""
        return replace(
            self._station.state.learned,
            variables=self.variables,
            trouble=self.trouble,
            refused=self._refused,
            awaiting_restart=frozenset(self._awaiting_restart),
        )

    def _may_be(self, key: str, value: str) -> bool:
        refused = self._refused.get(key, ())
        readonly = key in self.heard and self.heard[key].readonly
        if readonly or key in self._stung:
            return False
        return value not in refused and ANY_VALUE not in refused

    def _is_settled(self, key: str) -> bool:
        if key not in self.heard and self._told_everything:
            self.trouble[key] = Trouble.ABSENT
        return key in self.heard or self._told_everything

    async def _ask(self, piece: tuple[str, ...]) -> None:
        if self.over:
            return
        try:
            variables = await self._station.execute(GetVariables(keys=piece))
        except _GONE:
            self._shy_from(piece)
            raise
        except NoReply:
            self._silences += 1
            self._shy_from(piece)
        except StationError:
            await self._one_by_one(piece)
        else:
            self._take_in(piece, variables)

    async def _one_by_one(self, refused: tuple[str, ...]) -> None:
        """Find out which key of a refused piece was the bad one."""
        self._refusals += 1
        if len(refused) == 1:
            self._shy_from(refused)
            return
        for key in refused:
            await self._ask((key,))

    def _take_in(self, piece: tuple[str, ...], variables: Iterable[Variable]) -> None:
        self._silences = self._refusals = 0
        # Keys are compared without regard to case (CiString).
        asked = {key.casefold(): key for key in piece}
        answered = set()
        for variable in variables:
            key = asked.get(variable.key.casefold(), variable.key)
            answered.add(key)
            if variable.known:
                self._hear(key, variable)
        for key in piece:
            if key not in self.heard:
                self.trouble[key] = Trouble.ABSENT
        self._told_everything = bool(answered - {*piece})

    def _hear(self, key: str, variable: Variable) -> None:
        self.heard[key] = variable
        self._forgive(key, Trouble.ABSENT, Trouble.SUSPECT)
        if variable.value is not None:
            self.variables[key] = variable.value

    def _shy_from(self, keys: Iterable[str]) -> None:
        for key in keys:
            suspect = self.trouble.get(key) is Trouble.SUSPECT
            self.trouble[key] = Trouble.SHUNNED if suspect else Trouble.SUSPECT

    def _touched(self, key: str) -> None:
        self._stung.add(key)
        if self.trouble.get(key) is Trouble.TOUCHY:
            self._refuse(key, ANY_VALUE)
        else:
            self.trouble[key] = Trouble.TOUCHY

    def _refuse(self, key: str, value: str) -> None:
        self._refused[key] = (*self._refused.get(key, ()), value)
        self._forgive(key, Trouble.TOUCHY)

    def _forgive(self, key: str, *troubles: Trouble) -> None:
        if self.trouble.get(key) in troubles:
            del self.trouble[key]
