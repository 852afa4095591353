"""What only the owner knows holds in every session of which nothing else was said."""

from custom_components.local_ocpp.csms.domain.availability import (
    ConnectorStatusReported,
)
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorStatus
from custom_components.local_ocpp.csms.domain.model.limit import Limit
from custom_components.local_ocpp.csms.domain.model.profile import Purpose
from custom_components.local_ocpp.csms.procedures.owner import OwnersWord, obey
from tests.csms.backoffice import NOON
from tests.csms.procedures.charger import PLUG, Charger
from tests.csms.procedures.limiting import limited, sent
from tests.csms.procedures.models import ECARPLUG

WIRING = OwnersWord(phases=3, per_plug=Limit(amount=16))
FREE = ConnectorStatusReported(connector=PLUG, status=ConnectorStatus.AVAILABLE)


async def test_no_session_draws_more_than_the_wiring_bears() -> None:
    """Each plug falls back to the installer's maximum, and is told so once."""
    charger = Charger(ECARPLUG)
    await charger.station.handle(FREE)
    await obey(charger.station, WIRING, now=NOON)
    await obey(charger.station, WIRING, now=NOON)
    assert sent(charger) == [(Purpose.TX_DEFAULT, 16)]


async def test_a_limit_of_the_owner_stays() -> None:
    """Where the owner has set a limit already, that one holds."""
    charger = Charger(ECARPLUG)
    await charger.station.handle(FREE)
    await limited(charger, 10)
    await obey(charger.station, WIRING, now=NOON)
    assert sent(charger) == [(Purpose.TX_DEFAULT, 10)]
