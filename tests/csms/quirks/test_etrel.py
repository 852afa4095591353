"""Etrel Inch, which needs no quirk."""

from .charger import Charger


async def test_a_session_under_another_name() -> None:
    """Meter values under a negative number of its own belong to the session that runs."""
    inch = Charger("Etrel", "G-HB1V5CY20-A14", "5.4:5.0.5")
    await inch.says(
        '[2,"31","StartTransaction",{"connectorId":1,"idTag":"LOCAL","meterStart":88000,'
        '"timestamp":"2026-06-01T11:00:00.217Z"}]'
    )
    await inch.says(
        '[2,"32","MeterValues",{"connectorId":1,"transactionId":-1702412345,"meterValue":'
        '[{"timestamp":"2026-06-01T11:10:00.217Z","sampledValue":[{"value":"88900",'
        '"context":"Sample.Periodic","measurand":"Energy.Active.Import.Register",'
        '"unit":"Wh"}]}]}]'
    )
    session = inch.connector().transaction
    assert session is not None
    assert session.energy_wh == 900
