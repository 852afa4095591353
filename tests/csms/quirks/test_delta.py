"""Delta AC Max."""

from .charger import Charger


async def test_it_is_understood_and_left_alone_at_first() -> None:
    """Its status is taken in at once, while we wait before we ask anything."""
    delta = Charger("Delta Electronics", "AC MAX")
    await delta.says(
        '[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":'
        '"Available","timestamp":"2026-06-01T11:59:00Z"}]'
    )
    assert delta.connector().plugged_in is False
    assert delta.believed.beliefs.quiet_seconds >= 10
