"""Home Assistant's Integration Quality Scale: every rule has an answer."""

from collections.abc import Iterator

import voluptuous as vol

from .integration import Integration
from .texts import misfits

RULES = {
    "bronze": """
        action-setup appropriate-polling brands common-modules config-flow
        config-flow-test-coverage dependency-transparency docs-actions docs-conditions
        docs-high-level-description docs-installation-instructions docs-removal-instructions
        docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data
        test-before-configure test-before-setup unique-config-entry
    """,
    "silver": """
        action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner
        log-when-unavailable parallel-updates reauthentication-flow test-coverage
    """,
    "gold": """
        devices diagnostics discovery discovery-update-info docs-data-update docs-examples
        docs-known-limitations docs-supported-devices docs-supported-functions
        docs-troubleshooting docs-use-cases dynamic-devices entity-category
        entity-device-class entity-disabled-by-default entity-translations
        exception-translations icon-translations reconfiguration-flow repair-issues
        stale-devices
    """,
    "platinum": "async-dependency inject-websession strict-typing",
}

_ANSWER = vol.Any(
    vol.In(["done", "todo"]),
    {vol.Required("status"): vol.In(["done", "todo"]), vol.Optional("comment"): str},
    {vol.Required("status"): "exempt", vol.Required("comment"): str},
)
SCHEMA = {"rules": {vol.In(" ".join(RULES.values()).split()): _ANSWER}}


def problems(integration: Integration) -> Iterator[str]:
    """Yield unanswered rules, and those that the manifest claims too early."""
    content = integration.yaml("quality_scale.yaml")
    if not content:
        yield "quality_scale.yaml: missing"
        return
    yield from misfits("quality_scale.yaml", SCHEMA, content)
    answers = content.get("rules", {})
    claimed = integration.manifest.get("quality_scale")
    reached = claimed in RULES
    for tier, names in RULES.items():
        for rule in names.split():
            if rule not in answers:
                yield f"quality_scale.yaml: {rule} has no answer"
            elif reached and _is_open(answers[rule]):
                yield f"quality_scale.yaml: {rule} is open, but manifest.json claims {claimed}"
        reached = reached and tier != claimed


def _is_open(answer: object) -> bool:
    return answer == "todo" or (
        isinstance(answer, dict) and answer.get("status") == "todo"
    )
