"""What the owner's settings say, in the words of the central system."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry, ConfigSubentryData
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp import settings
from custom_components.local_ocpp.backoffice import UnknownStations, WhoMayCharge
from custom_components.local_ocpp.const import DOMAIN, SUBENTRY_STATION
from custom_components.local_ocpp.csms.domain.model.limit import Limit
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.security import PasswordHash
from custom_components.local_ocpp.csms.ledger import TagRecord
from tests.conftest import OWN_ID_TAG, station_subentry


def entry(
    *subentries: ConfigSubentryData, host: str | None = None, **options: Any
) -> MockConfigEntry:
    """Return settings."""
    return MockConfigEntry(
        domain=DOMAIN,
        data={"port": 9000, "host": host, "own_id_tag": OWN_ID_TAG},
        options=options,
        subentries_data=subentries,
    )


def tag(id_tag: str = "04A1B2C3", **data: Any) -> ConfigSubentryData:
    return ConfigSubentryData(
        data=MappingProxyType({"id_tag": id_tag, **data}),
        subentry_type="id_tag",
        title="Anna",
        unique_id=f"id_tag_{id_tag.casefold()}",
    )


def charger(**data: Any) -> ConfigSubentry:
    return ConfigSubentry(
        data=MappingProxyType({"identity": "GARAGE", **data}),
        subentry_type=SUBENTRY_STATION,
        title="Garage",
        unique_id="station_GARAGE",
    )


def test_usual() -> None:
    """Without a word of the owner, anyone may charge, and strangers are announced."""
    rules = settings.rules(entry())
    assert rules.own_token.value == OWN_ID_TAG
    assert rules.who_may_charge is WhoMayCharge.ANYONE
    assert rules.unknown_stations is UnknownStations.ASK
    assert (rules.session_price, rules.tags, rules.passwords) == (None, {}, {})


@pytest.mark.parametrize("host", [None, ""])
def test_listening(host: str | None) -> None:
    """No host, however it is told, is all there are."""
    assert settings.listening(entry(host=host)) == (9000, None)
    assert settings.listening(entry(host="127.0.0.1")) == (9000, "127.0.0.1")


def test_passwords() -> None:
    """A charger without a password is known all the same."""
    hashed = PasswordHash.of("right")
    rules = settings.rules(
        entry(
            station_subentry("GARAGE", password_hash=hashed.dump()),
            station_subentry("CARPORT"),
        )
    )
    assert rules.passwords == {"GARAGE": hashed, "CARPORT": None}


def test_tags() -> None:
    """Tags are found by their numbers, in whatever case, and named in the ledger."""
    settled = entry(tag(parent_id_tag="FAMILY", blocked=True))
    known = settings.rules(settled).tags["04a1b2c3"]
    assert (known.name, known.parent, known.blocked) == (
        "Anna",
        IdToken("FAMILY"),
        True,
    )
    assert settings.tag_records(settled) == [
        TagRecord(token=IdToken("04A1B2C3"), name="Anna", parent="FAMILY", blocked=True)
    ]


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2027-01-01 12:00:00", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("2027-01-01T12:00:00+00:00", datetime(2027, 1, 1, 12, tzinfo=UTC)),
        ("2027-01-01", datetime(2026, 12, 31, 11, tzinfo=UTC)),
        ("some day", None),
        ("", None),
        (None, None),
    ],
)
def test_expiry(told: str | None, meant: datetime | None) -> None:
    """A moment without a zone is meant at home, a day from its beginning."""
    home = dt_util.get_default_time_zone()
    dt_util.set_default_time_zone(dt_util.get_time_zone("Pacific/Auckland") or UTC)
    try:
        known = settings.rules(entry(tag(expiry_date=told))).tags["04a1b2c3"]
    finally:
        dt_util.set_default_time_zone(home)
    assert known.expires_at == meant


def test_owners_word() -> None:
    """What the wiring bears holds; it is the charger's to keep only where its owner says so."""
    said = settings.owners_word(charger(max_current=10, phases="1"))
    ten_amps = Limit(amount=10.0)
    assert (said.phases, said.per_plug, said.maximum) == (1, ten_amps, None)
    said = settings.owners_word(charger(max_current=10, enforce_maximum=True))
    assert (said.phases, said.per_plug, said.maximum) == (None, ten_amps, ten_amps)
    said = settings.owners_word(charger(enforce_maximum=True))
    assert (said.per_plug, said.maximum) == (None, None)


def test_installers_maximum() -> None:
    """A charger of which nothing is said is taken for a common one."""
    assert settings.installers_maximum_a(charger()) == 16
    assert settings.installers_maximum_a(charger(max_current=32)) == 32


def test_wishes() -> None:
    """How often chargers report is for the owner to say."""
    usual, other = settings.wishes(entry()), settings.wishes(entry(meter_interval=30.0))
    assert (usual.sample_interval_seconds, usual.aligned_interval_seconds) == (10, 0)
    assert other.sample_interval_seconds == 30
