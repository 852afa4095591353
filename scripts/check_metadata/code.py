"""The code: it refers to texts that exist, and to all of them."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from homeassistant.const import Platform

from .integration import Content, Integration
from .texts import placeholders


def problems(integration: Integration) -> Iterator[str]:
    """Yield texts that are missing or never used, and platforms that forgot something."""
    for path, module in integration.modules.items():
        yield from _platform_constants(path, module)
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
            yield from _texts_of_call(path, call, integration.english)
    yield from _unused_texts(integration)


def platform_of(path: str) -> str | None:
    """Return the entity platform that a file is, if it is one."""
    name = Path(path).stem
    return name if path == f"{name}.py" and name in set(Platform) else None


def _platform_constants(path: str, module: ast.Module) -> Iterator[str]:
    if platform_of(path) and "PARALLEL_UPDATES" not in _assigned(module):
        yield f"{path}: says nothing about PARALLEL_UPDATES"


def _assigned(module: ast.Module) -> set[str]:
    targets = [
        target
        for statement in module.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (
            statement.targets
            if isinstance(statement, ast.Assign)
            else [statement.target]
        )
    ]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _texts_of_call(path: str, call: ast.Call, english: Content) -> Iterator[str]:
    arguments = {word.arg: word.value for word in call.keywords if word.arg}
    key = _constant(arguments.get("translation_key"))
    if key is None:
        return
    where, platform = f"{path}:{call.lineno}", platform_of(path)
    if "translation_domain" in arguments and _called(call) != "async_create_issue":
        yield from _exception(
            where, key, arguments.get("translation_placeholders"), english
        )
    for section, texts in _sections_of_call(_called(call), platform, english):
        if key not in texts:
            yield f"{where}: {section}.{key} is not translated"


def _sections_of_call(
    name: str, platform: str | None, english: Content
) -> Iterator[tuple[str, Content]]:
    if name == "async_create_issue":
        yield "issues", english.get("issues", {})
    if platform and name.endswith("Description"):
        yield f"entity.{platform}", english.get("entity", {}).get(platform, {})


def _exception(
    where: str, key: str, given: ast.expr | None, english: Content
) -> Iterator[str]:
    exception = english.get("exceptions", {}).get(key)
    if exception is None:
        yield f"{where}: exceptions.{key} is not translated"
        return
    if given is not None and not isinstance(given, ast.Dict):
        return  # Computed: only a test can tell.
    filled = {_constant(name) for name in given.keys} if given else set()
    for name in sorted(placeholders(exception["message"]) - filled):
        yield f"{where}: exceptions.{key} wants {{{name}}}"


def _unused_texts(integration: Integration) -> Iterator[str]:
    anywhere = set[str]().union(*integration.literals.values())
    for section in ("exceptions", "issues"):
        yield from _unused(section, integration.english.get(section, {}), anywhere)
    for platform, entities in integration.english.get("entity", {}).items():
        spelled = integration.literals.get(f"{platform}.py")
        if spelled is None:
            yield f"translations/en.json: entity.{platform} has no {platform}.py"
        else:
            yield from _unused(f"entity.{platform}", entities, spelled)


def _unused(
    section: str, texts: Mapping[str, object], spelled: set[str]
) -> Iterator[str]:
    for key in texts:
        if key not in spelled:
            yield f"translations/en.json: {section}.{key} is never used"


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _constant(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
