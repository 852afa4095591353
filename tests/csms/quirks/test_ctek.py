"""CTEK Chargestorm, which needs no quirk."""

from .charger import Charger


async def test_both_outlets_charge_at_once() -> None:
    """A session on the first outlet does not keep the second from having its own."""
    storm = Charger("CTEK", "CHARGESTORM CONNECTED 2")
    first = await storm.says(_started(1, "04AA11"))
    second = await storm.says(_started(2, "04BB22"))
    assert first["transactionId"] != second["transactionId"]
    assert storm.connector(1).transaction is not None
    assert storm.connector(2).transaction is not None


def _started(outlet: int, tag: str) -> str:
    return (
        f'[2,"{outlet}","StartTransaction",{{"connectorId":{outlet},"idTag":"{tag}",'
        f'"meterStart":1200,"timestamp":"2026-06-01T11:0{outlet}:00Z"}}]'
    )
