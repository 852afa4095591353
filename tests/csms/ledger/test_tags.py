"""RFID tags: what they are called, and where they were last seen."""

from custom_components.local_ocpp.csms.domain.model.token import (
    AuthorizationStatus,
    IdToken,
)
from custom_components.local_ocpp.csms.ledger import Ledger, TagRecord
from custom_components.local_ocpp.csms.ledger.tags import MOST_STRANGERS

from .told import CARPORT, GARAGE, minute

ANNA = TagRecord(
    token=IdToken("04A1B2C3", "ISO15693"),
    name="Anna",
    note="blue card",
    expires_at=minute(1e6),
    parent="FAMILY",
    blocked=True,
)
GUEST = TagRecord(token=IdToken("04FFFFFF"), name="Guest")


async def test_tags_are_kept_as_defined(ledger: Ledger) -> None:
    """Everything that the owner says of a tag comes back."""
    await ledger.put_tags([GUEST, ANNA])
    assert await ledger.tags() == [ANNA, GUEST]


async def test_removed_tag_is_kept_but_no_longer_defined(ledger: Ledger) -> None:
    """Definitions are replaced as a whole."""
    await ledger.put_tags([ANNA, GUEST])
    await ledger.put_tags([ANNA])
    assert [(tag.name, tag.defined) for tag in await ledger.tags()] == [
        ("Anna", True),
        ("Guest", False),
    ]


async def test_tag_is_recognized_whatever_its_case(ledger: Ledger) -> None:
    """A tag defined again in capitals is the same tag."""
    await ledger.put_tags([TagRecord(token=IdToken("04abcdef"), name="A")])
    await ledger.put_tags([TagRecord(token=IdToken("04ABCDEF"), name="B")])
    (tag,) = await ledger.tags()
    assert (tag.token.value, tag.name) == ("04ABCDEF", "B")


async def test_last_sighting_outlives_new_definitions(ledger: Ledger) -> None:
    """Where a tag was seen is not forgotten when its owner renames it."""
    ledger.saw_tag(GUEST.token, GARAGE, minute(5), AuthorizationStatus.ACCEPTED)
    await ledger.put_tags([GUEST])
    (tag,) = await ledger.tags()
    assert (tag.name, tag.seen_at, tag.seen_by, tag.seen_status) == (
        "Guest",
        minute(5),
        GARAGE,
        AuthorizationStatus.ACCEPTED,
    )


async def test_older_sighting_changes_nothing(ledger: Ledger) -> None:
    """A replay of this morning does not move the tag back."""
    ledger.saw_tag(GUEST.token, GARAGE, minute(5), AuthorizationStatus.ACCEPTED)
    await ledger.tags()
    ledger.saw_tag(GUEST.token, CARPORT, minute(-5), AuthorizationStatus.BLOCKED)
    (tag,) = await ledger.tags()
    assert (tag.seen_at, tag.seen_by) == (minute(5), GARAGE)


async def test_unknown_tag_is_kept_without_a_name(ledger: Ledger) -> None:
    """A tag that nobody defined is worth showing to whoever wants to add it."""
    ledger.saw_tag(IdToken("04123456"), GARAGE, minute(5))
    (tag,) = await ledger.tags()
    assert (tag.token, tag.name, tag.defined) == (IdToken("04123456"), None, False)


async def test_strangers_do_not_pile_up(ledger: Ledger) -> None:
    """Whoever shows a thousand made-up tags pushes out made-up tags, and no others."""
    await ledger.put_tags([ANNA])
    for number in range(MOST_STRANGERS + 20):
        ledger.saw_tag(IdToken(f"F{number:03}"), GARAGE, minute(number))
    tags = await ledger.tags()
    assert len(tags) == 1 + MOST_STRANGERS
    assert {ANNA.token, IdToken("F119")} <= {tag.token for tag in tags}
    assert IdToken("F019") not in {tag.token for tag in tags}
