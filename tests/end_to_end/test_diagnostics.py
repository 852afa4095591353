"""What owners attach to a bug report."""

from .local_ocpp import LocalOcpp

TAG = "04A1B2C3"


async def test_it_tells_of_chargers_and_not_of_people(central: LocalOcpp) -> None:
    """Every message is in it, and the charger's deviations; no tag is, nor whose it is."""
    home = central.home
    async with (
        central.tag(TAG, "Annabel"),
        central.charger(identity="REPORT-1", speed=30) as charger,
    ):
        charger.station.plug_in()
        await charger.station.present_tag(TAG)
        await charger.draws(16)
        device = await charger.device()
        path = f"/api/diagnostics/config_entry/{central.entry_id}"
        of_all = await home.get_text(path)
        of_one = await home.get_text(f"{path}/device/{device['id']}")
    for report in (of_all, of_one):
        assert "StartTransaction" in report
        assert "HB-11" in report
        assert TAG not in report
        assert "Annabel" not in report
