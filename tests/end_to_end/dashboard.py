"""A dashboard of all chargers, for the first look."""

from collections.abc import Sequence

from .charger import Charger
from .home_assistant import HomeAssistant, Json

URL_PATH = "ev-charging"
TITLE = "Charging"


async def show_dashboard(home: HomeAssistant, chargers: Sequence[Charger]) -> None:
    """Make a dashboard of the chargers, and make it the first that anybody sees."""
    sections = [
        await _section(charger, number)
        for charger in chargers
        for number in charger.station.connectors
    ]
    view = {
        "title": TITLE,
        "type": "sections",
        "max_columns": 3,
        "sections": sections,
    }
    await home.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title=TITLE,
        icon="mdi:ev-station",
        show_in_sidebar=True,
        require_admin=False,
        mode="storage",
    )
    await home.command(
        "lovelace/config/save", url_path=URL_PATH, config={"views": [view]}
    )
    await home.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


async def _section(charger: Charger, connector: int) -> Json:
    """Show one plug: what it does, how fast, and what its owner can change."""

    async def tile(domain: str, key: str, **looks: Json) -> Json:
        entity = await charger.entity_id(domain, key, connector)
        return {"type": "tile", "entity": entity, "name": {"type": "entity"}, **looks}

    name: str = (await charger.device())["name"]
    several = len(charger.station.connectors) > 1
    return {
        "type": "grid",
        "cards": [
            {
                "type": "heading",
                "heading": f"{name} {connector}" if several else name,
                "icon": "mdi:ev-station",
            },
            await tile("sensor", "status", grid_options={"columns": "full"}),
            await tile(
                "switch",
                "charging",
                features=[{"type": "toggle"}],
                features_position="inline",
            ),
            await tile(
                "number",
                "current_limit",
                features=[{"type": "numeric-input", "style": "slider"}],
                features_position="inline",
            ),
            await tile("sensor", "power"),
            await tile("sensor", "session_energy"),
            await tile("sensor", "session_id_tag"),
            await tile("sensor", "session_cost"),
        ],
    }
