"""A configuration folder with which Home Assistant starts at once and asks nothing."""

import json
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
INTEGRATION = REPOSITORY / "custom_components" / "local_ocpp"

# Not default_config: it looks for devices on the network and wants programs that need not be here.
CONFIGURATION = """\
automation: !include automations.yaml
config:
energy:
frontend:
history:
logbook:
recorder:
script: !include scripts.yaml
system_health:

logger:
  default: warning
  logs:
    # The last thing that starting says; we wait for it.
    homeassistant.bootstrap: info
    custom_components.local_ocpp: info
"""

# In YAML they would be on trial: Home Assistant restarts without them after five minutes.
_HTTP = {
    "cors_allowed_origins": [],
    "created_at": "2026-01-01T00:00:00+00:00",
    "error": None,
    "error_message": None,
    "ip_ban_enabled": False,
    "login_attempts_threshold": -1,
    "server_host": ["127.0.0.1"],
    "ssl_profile": "modern",
    "use_x_frame_options": True,
}

# All but the first user: the other steps would add a weather service and a speaking voice.
_ONBOARDING = {"done": ["analytics", "core_config", "integration"]}

_HOME = {
    "country": "NL",
    "currency": "EUR",
    "elevation": 0,
    "external_url": None,
    "internal_url": None,
    "language": "en",
    "latitude": 52.09,
    "location_name": "Home",
    "longitude": 5.12,
    "radius": 100,
    "time_zone": "Europe/Amsterdam",
    "unit_system_v2": "metric",
}


def write_config_folder(
    folder: Path, port: int, configuration: str = CONFIGURATION
) -> None:
    """Prepare a new folder, with our integration in it; it will listen on 127.0.0.1 alone."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "configuration.yaml").write_text(configuration)
    (folder / "automations.yaml").write_text("[]\n")
    (folder / "scripts.yaml").write_text("{}\n")
    stable = {**_HTTP, "server_port": port}
    http = {"stable": stable, "pending": None, "yaml_migration_done": True}
    _store(folder, "http", http, version=2)
    _store(folder, "onboarding", _ONBOARDING, version=4)
    _store(folder, "core.config", _HOME, version=1, minor_version=4)
    ours = folder / "custom_components" / INTEGRATION.name
    ours.parent.mkdir()
    ours.symlink_to(INTEGRATION, target_is_directory=True)


def _store(
    folder: Path,
    key: str,
    content: dict[str, Any],
    *,
    version: int,
    minor_version: int = 1,
) -> None:
    storage = folder / ".storage"
    storage.mkdir(exist_ok=True)
    (storage / key).write_text(
        json.dumps(
            {
                "version": version,
                "minor_version": minor_version,
                "key": key,
                "data": content,
            }
        )
    )
