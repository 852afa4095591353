"""Calling our actions, and reading what they say."""

from typing import Any, NamedTuple

from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
import pytest

from custom_components.local_ocpp.const import DOMAIN


class Refusal(NamedTuple):
    """Why an action failed: the key of its text, the text, and the kind of error."""

    key: str | None
    text: str
    kind: type[HomeAssistantError]


async def act(hass: HomeAssistant, action: str, /, **fields: Any) -> Any:
    """Call an action; return what it answers."""
    answers = hass.services.supports_response(DOMAIN, action)
    return await hass.services.async_call(
        DOMAIN,
        action,
        fields,
        blocking=True,
        return_response=answers is not SupportsResponse.NONE,
    )


async def refused(hass: HomeAssistant, action: str, /, **fields: Any) -> Refusal:
    """Call an action that has to fail; return why, in English."""
    await async_get_translations(hass, "en", "exceptions", [DOMAIN, "homeassistant"])
    with pytest.raises(HomeAssistantError) as failure:
        await act(hass, action, **fields)
    error = failure.value
    return Refusal(error.translation_key, str(error), type(error))
