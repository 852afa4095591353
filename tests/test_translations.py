"""Everything that is shown has a text, in every language we have."""

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.local_ocpp.action import Scope
from custom_components.local_ocpp.const import DOMAIN
from custom_components.local_ocpp.house_services import HOUSE_ACTIONS
from custom_components.local_ocpp.services import ACTIONS, ATTR_CONNECTOR
from custom_components.local_ocpp.smart_charging_services import SMART_CHARGING_ACTIONS

ROOT = Path(__file__).parents[1] / "custom_components" / DOMAIN
LANGUAGES = sorted(file.stem for file in (ROOT / "translations").glob("*.json"))

type Texts = Mapping[str, Any]


def texts(language: str) -> Texts:
    file = ROOT / "translations" / f"{language}.json"
    read: Texts = json.loads(file.read_text("utf-8"))
    return read


def flat(texts: Texts, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with the path to it."""
    for key, value in texts.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{path}/{key}")
        else:
            yield f"{path}/{key}", value


def placeholders(text: str) -> list[str]:
    return sorted(set(re.findall(r"\{(\w+)\}", text)))


ENGLISH = dict(flat(texts("en")))


def test_languages() -> None:
    """There are at least two."""
    assert {"de", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_complete(language: str) -> None:
    """Every language says what English says, no more and no less."""
    assert set(dict(flat(texts(language)))) == set(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_placeholders(language: str) -> None:
    """Every language names what English names."""
    for path, text in flat(texts(language)):
        assert placeholders(text) == placeholders(ENGLISH[path]), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_tidy(language: str) -> None:
    """No text is empty, or begins or ends with a blank."""
    for path, text in flat(texts(language)):
        assert text, path
        assert text == text.strip(), path


def fields() -> dict[str, set[str]]:
    """Return the fields of every action as it takes them."""
    house = {action.name: {str(f) for f in action.fields} for action in HOUSE_ACTIONS}
    return house | {
        action.name: {
            "device_id",
            *(() if action.scope is Scope.STATION else (ATTR_CONNECTOR,)),
            *(str(field) for field in action.fields),
        }
        for action in (*ACTIONS, *SMART_CHARGING_ACTIONS)
    }


def test_actions_as_described() -> None:
    """Every action is described with exactly the fields that it takes."""
    described = {
        name: set((action or {}).get("fields", {}))
        for name, action in load_yaml_dict(str(ROOT / "services.yaml")).items()
    }
    assert described == fields()


@pytest.mark.parametrize("name", sorted(fields()))
def test_actions_have_texts(name: str) -> None:
    """Every action and every field of it has a name and says what it is for."""
    said = texts("en")["services"][name]
    assert set(said.get("fields", {})) == fields()[name]
    for described in (said, *said.get("fields", {}).values()):
        assert described["name"]
        assert described["description"]


async def test_actions_are_registered(hass: HomeAssistant) -> None:
    """Every action that is described can be called, and no other."""
    assert await async_setup_component(hass, DOMAIN, {})
    assert set(hass.services.async_services()[DOMAIN]) == set(fields())


def test_actions_have_icons() -> None:
    """Every action has an icon."""
    icons = json.loads((ROOT / "icons.json").read_text("utf-8"))
    assert set(icons["services"]) == set(fields())
