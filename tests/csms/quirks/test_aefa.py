"""AEFA Home OCPP, which needs no quirk."""

from .charger import Charger


async def test_a_missing_transaction_and_zone() -> None:
    """Meter values with nothing where the transaction belongs, and no zone, are read."""
    home = Charger("AEFA", "Home OCPP", "SW:A1B_2.8-HW:B07_0.5")
    await home.says(
        '[2,"a7","MeterValues",{"connectorId":1,"transactionId":,"meterValue":[{'
        '"timestamp":"2026-06-01T11:35:45.377","sampledValue":[{"value":"2250",'
        '"context":"Sample.Periodic","measurand":"Energy.Active.Import.Register",'
        '"unit":"Wh","location":"Outlet"},{"value":"3610","context":"Sample.Periodic",'
        '"measurand":"Power.Active.Import","unit":"W","location":"Outlet"}]}]}]'
    )
    assert home.meter.register.total_wh == 2250
    assert home.meter.power_w == 3610
    assert home.deviations
