"""Reading settings when a user asks for them."""

from typing import Any, override

import pytest

from custom_components.local_ocpp.csms.domain.configuration import (
    GetVariables,
    RequestReport,
    VariablesReported,
)
from custom_components.local_ocpp.csms.domain.errors import StationOffline
from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.variable import Variable
from custom_components.local_ocpp.csms.procedures.configuration import read
from tests.csms.procedures.charger import Charger, Model
from tests.csms.procedures.models import EVSIS, KOOLSIGN


class Reporting(Charger):
    """A charger that reports its settings in parts, as later OCPP versions do."""

    @override
    def supports(self, command: type[StationCommand[Any]]) -> bool:
        return True

    @override
    async def execute(self, command: StationCommand[Any]) -> Any:
        if isinstance(command, RequestReport):
            for number, key in enumerate(("A", "B")):
                await self.station.handle(
                    VariablesReported(
                        request_id=command.request_id,
                        variables=(Variable(key=key, value="1"),),
                        more=number == 0,
                    )
                )
        return None


class Leaving(Reporting):
    """A charger that hangs up over a report."""

    @override
    async def execute(self, command: StationCommand[Any]) -> Any:
        self.station.detach(self)


async def test_some_keys_are_read_in_pieces() -> None:
    """No message asks for more keys than the charger bears."""
    charger = Charger(EVSIS, Learned(max_keys=3))
    keys = tuple(EVSIS.settings)[:5]
    found = await read(charger.station, keys)
    assert tuple(each.key for each in found) == keys
    assert [len(each) for each in charger.read] == [3, 2]


async def test_all_keys_are_read_in_one_message() -> None:
    """A charger without reports tells everything at once."""
    charger = Charger(KOOLSIGN)
    found = await read(charger.station)
    assert {each.key: each.value for each in found} == KOOLSIGN.settings
    assert charger.asked == [GetVariables()]


async def test_a_report_is_put_together() -> None:
    """A charger with reports tells everything part by part."""
    charger = Reporting(Model())
    assert [each.key for each in await read(charger.station)] == ["A", "B"]


async def test_a_report_ends_with_the_connection() -> None:
    """Nobody waits for a report from a charger that is gone."""
    charger = Leaving(Model())
    with pytest.raises(StationOffline):
        await read(charger.station)
