"""A small integration that is in order, to be spoiled by tests."""

import json
from pathlib import Path
import struct

from scripts.check_metadata.integration import Integration
from scripts.check_metadata.quality_scale import RULES

MANIFEST = {
    "domain": "kettle",
    "name": "Kettle",
    "codeowners": ["@kettle"],
    "config_flow": True,
    "dependencies": ["tag"],
    "documentation": "https://example.org/kettle",
    "integration_type": "device",
    "iot_class": "local_push",
    "issue_tracker": "https://example.org/kettle/issues",
    "quality_scale": "bronze",
    "requirements": ["kettle~=1.0"],
    "version": "1.0.0",
}
ENGLISH = {
    "config": {
        "step": {
            "user": {
                "data": {"host": "Host"},
                "data_description": {"host": "Where the kettle is."},
            }
        }
    },
    "entity": {"sensor": {"water": {"name": "Water", "state": {"hot": "Hot"}}}},
    "exceptions": {"too_hot": {"message": "{kettle} is too hot"}},
    "selector": {"tea": {"options": {"black": "Black", "green": "Green"}}},
    "services": {
        "boil": {
            "name": "Boil",
            "description": "Boils water.",
            "fields": {"tea": {"name": "Tea", "description": "Which one."}},
        }
    },
}
GERMAN = {
    "config": {
        "step": {
            "user": {
                "data": {"host": "Host"},
                "data_description": {"host": "Wo der Kocher steht."},
            }
        }
    },
    "entity": {"sensor": {"water": {"name": "Wasser", "state": {"hot": "Heiß"}}}},
    "exceptions": {"too_hot": {"message": "{kettle}: zu heiß"}},
    "selector": {"tea": {"options": {"black": "Schwarz", "green": "Grün"}}},
    "services": {
        "boil": {
            "name": "Kochen",
            "description": "Kocht Wasser.",
            "fields": {"tea": {"name": "Tee", "description": "Welcher."}},
        }
    },
}
ICONS = {
    "entity": {"sensor": {"water": {"default": "mdi:water"}}},
    "services": {"boil": {"service": "mdi:kettle"}},
}
SERVICES = """\
boil:
  fields:
    tea:
      selector:
        select:
          translation_key: tea
          options: [black, green]
"""
SENSOR = """\
PARALLEL_UPDATES = 0
WATER = SensorEntityDescription(key="water", translation_key="water")
"""
INIT = """\
async_register_admin_service(hass, DOMAIN, "boil", boil)
HomeAssistantError(
    translation_domain=DOMAIN,
    translation_key="too_hot",
    translation_placeholders={"kettle": name},
)
"""
PYPROJECT = """\
[project]
version = "1.0.0"
[dependency-groups]
runtime = ["kettle~=1.0"]
"""
QUALITY_SCALE = "rules:\n" + "".join(
    f"  {rule}: {'done' if tier == 'bronze' else 'todo'}\n"
    for tier, rules in RULES.items()
    for rule in rules.split()
)
FILES = {
    "CHANGELOG.md": "## [1.0.0] - Unreleased\n",
    "LICENSE": "MIT\n",
    "README.md": "# Kettle\n",
    "hacs.json": json.dumps({"name": "Kettle", "homeassistant": "2026.10.0"}),
    "pyproject.toml": PYPROJECT,
    "custom_components/kettle/__init__.py": INIT,
    "custom_components/kettle/config_flow.py": "",
    "custom_components/kettle/icons.json": json.dumps(ICONS),
    "custom_components/kettle/manifest.json": json.dumps(MANIFEST),
    "custom_components/kettle/quality_scale.yaml": QUALITY_SCALE,
    "custom_components/kettle/sensor.py": SENSOR,
    "custom_components/kettle/services.yaml": SERVICES,
    "custom_components/kettle/translations/de.json": json.dumps(GERMAN),
    "custom_components/kettle/translations/en.json": json.dumps(ENGLISH),
}


def write_sample(repository: Path) -> Integration:
    """Write the integration and return it."""
    for path, content in FILES.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(content, "utf-8")
    brand = repository / "custom_components/kettle/brand"
    brand.mkdir()
    (brand / "icon.png").write_bytes(png(256))
    (brand / "icon@2x.png").write_bytes(png(512))
    return Integration.only_one_in(repository)


def png(pixels: int) -> bytes:
    """Return the beginning of a square picture, all that tells its size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", pixels, pixels)
