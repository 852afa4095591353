"""Who may connect, who may charge."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp.backoffice import (
    ONLY_STATION,
    HomeBackoffice,
    Rules,
    Tag,
    UnknownStations,
    WhoMayCharge,
)
from custom_components.local_ocpp.const import SUBENTRY_STATION
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.domain.security import PasswordHash
from custom_components.local_ocpp.csms.ledger import Ledger
from custom_components.local_ocpp.csms.visitor import Refusal, Visitor
from tests.conftest import Connect, id_tag_subentry
from tests.sayings import NOON
from tests.simulator import Station
from tests.watching import eventually, feed_of, interviewed, so

GARAGE, CARPORT = StationId("GARAGE"), StationId("CARPORT")
OWN = IdToken("0A0B0C0D", "Central")
ANNA = IdToken("04A1B2C3")
STRANGER = IdToken("04FFFFFF")


class House:
    """A backoffice with rules of one's own, and what runs in the house."""

    def __init__(self, ledger: Ledger) -> None:
        """Start with no station and no tag."""
        self.running: list[tuple[StationId, Transaction]] = []
        self.backoffice = HomeBackoffice(
            Rules(own_token=OWN), ledger, running=lambda: self.running
        )

    def rules(self, **rules: Any) -> None:
        self.backoffice.rules = Rules(own_token=OWN, **rules)

    def knows(self, **tag: Any) -> None:
        """Know Anna's tag, and let only known ones charge."""
        self.rules(
            who_may_charge=WhoMayCharge.KNOWN_TAGS,
            tags={ANNA.key: Tag(token=ANNA, name="Anna", **tag)},
        )

    async def admits(self, identity: str, **credentials: Any) -> StationId | Refusal:
        return await self.backoffice.admit(Visitor(identity=identity, **credentials))

    async def says(self, token: IdToken, transaction: str | None = None) -> str:
        starting = TransactionId(transaction) if transaction else None
        return (await self.backoffice.authorize(GARAGE, token, starting)).status


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a house with a ledger."""
    ledger = await Ledger.open(tmp_path / "ledger.db")
    yield House(ledger)
    await ledger.close()


# Who may connect


async def test_strangers(house: House) -> None:
    """Strangers are let in to wait, unless the owner refuses them."""
    for policy in (UnknownStations.ASK, UnknownStations.ACCEPT):
        house.rules(unknown_stations=policy)
        assert await house.admits("CARPORT") == CARPORT
    house.rules(unknown_stations=UnknownStations.REFUSE, passwords={GARAGE: None})
    assert await house.admits("CARPORT") is Refusal.UNKNOWN
    assert await house.admits("GARAGE") == GARAGE


async def test_no_name(house: House) -> None:
    """A charger that gives no name is the only one there is, if there is only one."""
    assert await house.admits("") == ONLY_STATION
    house.rules(passwords={GARAGE: None})
    assert await house.admits("") == GARAGE
    house.rules(passwords={GARAGE: None, CARPORT: None})
    assert await house.admits("") == ONLY_STATION


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"username": b"GARAGE"},
        {"username": b"GARAGE", "password": b""},
        {"username": b"GARAGE", "password": b"wrong"},
        {"username": b"CARPORT", "password": b"right"},
        {"password": b"right"},
    ],
)
async def test_wrong_credentials(house: House, credentials: dict[str, bytes]) -> None:
    """A charger with a password has to give it, under its own name."""
    house.rules(passwords={GARAGE: PasswordHash.of("right")})
    assert await house.admits("GARAGE", **credentials) is Refusal.UNAUTHORIZED
    assert await house.admits("", **credentials) is Refusal.UNAUTHORIZED


async def test_right_credentials(house: House) -> None:
    """The right password is recognized again without the work that the first time takes."""
    house.rules(passwords={GARAGE: PasswordHash.of("right")})
    right = {"username": b"GARAGE", "password": b"right"}
    assert await house.admits("GARAGE", **right) == GARAGE
    with patch.object(PasswordHash, "matches", side_effect=AssertionError("slow")):
        assert await house.admits("GARAGE", **right) == GARAGE


async def test_changed_password(house: House) -> None:
    """A password that was right is wrong once there is another one."""
    right = {"username": b"GARAGE", "password": b"right"}
    for password, admitted in (("right", GARAGE), ("new", Refusal.UNAUTHORIZED)):
        house.rules(passwords={GARAGE: PasswordHash.of(password)})
        assert await house.admits("GARAGE", **right) == admitted


# Who may charge


async def test_anyone(house: House) -> None:
    """Anyone may charge, except with tags that are known to be blocked or expired."""
    assert await house.says(STRANGER) == "accepted"
    house.rules(tags={ANNA.key: Tag(token=ANNA, blocked=True)})
    assert await house.says(ANNA) == "blocked"


async def test_known_tags(house: House) -> None:
    """Only known tags may charge, in whatever case they are told, and our own."""
    house.knows()
    assert await house.says(IdToken("04a1b2C3")) == "accepted"
    assert await house.says(STRANGER) == "invalid"
    assert await house.says(IdToken("0a0b0c0d")) == "accepted"


async def test_own_tag_as_anybodys(house: House) -> None:
    """Our own tag is accepted even if somebody blocks it by mistake."""
    house.rules(tags={OWN.key: Tag(token=OWN, blocked=True)})
    assert await house.says(OWN, "1") == "accepted"


async def test_expiry(house: House, freezer: FrozenDateTimeFactory) -> None:
    """A tag is good until the moment it expires."""
    freezer.move_to(NOON)
    house.knows(expires_at=NOON + timedelta(minutes=1))
    assert await house.says(ANNA) == "accepted"
    freezer.tick(60)
    assert await house.says(ANNA) == "expired"


@pytest.mark.parametrize(
    "tag", [{}, {"blocked": True}, {"expires_at": NOON - timedelta(days=999)}]
)
async def test_group(house: House, tag: dict[str, Any]) -> None:
    """To which group a tag belongs is in every answer, and until when it is good."""
    family = IdToken("FAMILY")
    house.knows(parent=family, **tag)
    verdict = await house.backoffice.authorize(GARAGE, ANNA)
    assert (verdict.parent, verdict.expires_at) == (family, tag.get("expires_at"))


def session(number: str, token: IdToken | None = ANNA) -> Transaction:
    """Return a session that runs."""
    return Transaction(
        id=TransactionId(number),
        connector=ConnectorRef(1),
        started_at=NOON,
        token=token,
    )


async def test_two_places_at_once(house: House) -> None:
    """A known tag cannot start a second session; that it may charge is said all the same."""
    house.knows()
    house.running = [(CARPORT, session("7", IdToken("04a1b2c3")))]
    assert await house.says(ANNA, "8") == "concurrent_tx"
    assert await house.says(ANNA) == "accepted"


@pytest.mark.parametrize(
    "running", [(GARAGE, session("8")), (CARPORT, session("7", None))]
)
async def test_one_place(house: House, running: tuple[StationId, Transaction]) -> None:
    """A session is not in its own way, nor are those of nobody."""
    house.knows()
    house.running = [running]
    assert await house.says(ANNA, "8") == "accepted"


async def test_same_number_elsewhere(house: House) -> None:
    """Chargers that name their sessions themselves may name them alike."""
    house.knows()
    house.running = [(CARPORT, session("8"))]
    assert await house.says(ANNA, "8") == "concurrent_tx"


@pytest.mark.parametrize("token", [STRANGER, OWN])
async def test_many_places(house: House, token: IdToken) -> None:
    """Tags of nobody in particular, and our own, may be in many places."""
    house.running = [(CARPORT, session("7", token))]
    assert await house.says(token, "8") == "accepted"


async def test_blocked_before_concurrent(house: House) -> None:
    """A blocked tag is blocked, wherever it charges."""
    house.knows(blocked=True)
    house.running = [(CARPORT, session("7"))]
    assert await house.says(ANNA, "8") == "blocked"


async def test_sightings(house: House) -> None:
    """Where a tag was shown, and what was answered, is kept; our own is shown by nobody."""
    house.knows()
    for token in (ANNA, STRANGER, OWN):
        await house.says(token)
    tags = await house.backoffice.ledger.tags()
    assert [(tag.token.value, tag.seen_by, tag.seen_status) for tag in tags] == [
        (ANNA.value, GARAGE, "accepted"),
        (STRANGER.value, GARAGE, "invalid"),
    ]


async def test_price(house: House) -> None:
    """A session has the price that held when it began."""
    house.rules(session_price=0.3)
    opened = await house.backoffice.open_transaction(GARAGE, session(""), named=False)
    house.rules(session_price=0.5)
    again = await house.backoffice.open_transaction(GARAGE, session(""), named=False)
    assert (opened.price_per_kwh, again.price_per_kwh) == (0.3, 0.3)


# As chargers hear it


async def test_group_at_a_charger(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station
) -> None:
    """A charger hears of the group whenever it tells of a tag; another one may end it."""
    for number, name in (("04A1B2C3", "Anna"), ("04D5E6F7", "Ben")):
        tag = id_tag_subentry(number, name, parent_id_tag="FAMILY")
        hass.config_entries.async_add_subentry(loaded, tag)
    await hass.async_block_till_done()
    station.plug_in()
    await station.present_tag("04A1B2C3")
    await station.transaction_started()
    await station.present_tag("04D5E6F7")
    await station.transaction_stopped()
    for action in ("Authorize", "StartTransaction", "Authorize", "StopTransaction"):
        told = (await station.answered(action))["idTagInfo"]
        assert told == {"status": "Accepted", "parentIdTag": "FAMILY"}


async def test_second_charger(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect, station: Station
) -> None:
    """A tag that charges already is told so only when it starts a second session."""
    tag = id_tag_subentry("04A1B2C3", "Anna")
    hass.config_entries.async_add_subentry(loaded, tag)
    await hass.async_block_till_done()
    station.plug_in()
    await station.present_tag("04A1B2C3")
    await station.transaction_started()
    carport = ConfigSubentry(
        data=MappingProxyType({"identity": "CARPORT"}),
        subentry_type=SUBENTRY_STATION,
        title="Carport",
        unique_id="station_CARPORT",
    )
    hass.config_entries.async_add_subentry(loaded, carport)
    await eventually(hass, lambda: CARPORT in loaded.runtime_data.feeds)
    async with connect(identity="CARPORT", speed=100) as second:
        await so(feed_of(loaded, "CARPORT"), interviewed)
        second.plug_in()
        assert await second.present_tag("04A1B2C3") == "Accepted"
        told = (await second.answered("StartTransaction"))["idTagInfo"]
        assert told["status"] == "ConcurrentTx"
        assert not second.violations
