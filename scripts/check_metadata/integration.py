"""The files of a custom integration, read once."""

import ast
from dataclasses import dataclass
from functools import cached_property
import json
from pathlib import Path
from typing import Any, Self

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.yaml import load_yaml_dict

# Whatever a metadata file holds: JSON and YAML enter here.
type Content = dict[str, Any]


class Unreadable(Exception):
    """A file that is not even JSON or YAML."""


@dataclass(frozen=True)
class Integration:
    """One folder below custom_components/, and the repository around it."""

    folder: Path
    repository: Path

    @classmethod
    def only_one_in(cls, repository: Path) -> Self:
        """Return the integration of a repository that holds exactly one."""
        manifests = sorted(repository.glob("custom_components/*/manifest.json"))
        if len(manifests) != 1:
            raise SystemExit(
                f"custom_components/: one integration expected, found {len(manifests)}"
            )
        return cls(manifests[0].parent, repository)

    @cached_property
    def manifest(self) -> Content:
        """manifest.json."""
        return self.json("manifest.json")

    @cached_property
    def english(self) -> Content:
        """translations/en.json, which all other languages follow."""
        return self.json("translations/en.json")

    @cached_property
    def languages(self) -> dict[str, Content]:
        """Every other language, by its file's name below translations/."""
        files = sorted((self.folder / "translations").glob("*.json"))
        return {
            file.name: self.json(f"translations/{file.name}")
            for file in files
            if file.name != "en.json"
        }

    @cached_property
    def icons(self) -> Content:
        """icons.json."""
        return self.json("icons.json")

    @cached_property
    def modules(self) -> dict[str, ast.Module]:
        """Every Python file, parsed, by its path below the integration."""
        return {
            str(file.relative_to(self.folder)): ast.parse(file.read_text("utf-8"))
            for file in sorted(self.folder.rglob("*.py"))
        }

    @cached_property
    def literals(self) -> dict[str, set[str]]:
        """Every string that a Python file spells out, by its path."""
        return {
            path: {
                node.value
                for node in ast.walk(module)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            for path, module in self.modules.items()
        }

    def json(self, path: str) -> Content:
        """Read a file below the integration; a missing one is empty."""
        return read_json(self.folder / path)

    def yaml(self, path: str) -> Content:
        """Read a file below the integration as Home Assistant would; a missing one is empty."""
        file = self.folder / path
        if not file.exists():
            return {}
        try:
            return load_yaml_dict(str(file))
        except HomeAssistantError as error:
            raise Unreadable(f"{path}: {error}") from error


def read_json(file: Path) -> Content:
    """Read an object; a missing file is an empty one."""
    if not file.exists():
        return {}
    try:
        content = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise Unreadable(f"{file.name}: {error}") from error
    if not isinstance(content, dict):
        raise Unreadable(f"{file.name}: not an object")
    return content
