"""Whatever is spoiled in an integration, the metadata check names it."""

from pathlib import Path

import pytest

from scripts.check_metadata.__main__ import problems
from scripts.check_metadata.integration import Integration

from .sample import png, write_sample

# The file that is spoiled, what is replaced in it by what, and a problem that must be found.
SPOILED = (
    ("manifest.json", '"local_push"', '"far_away"', "iot_class"),
    ("manifest.json", '"version": "1.0.0"', '"version": "one"', "not a version"),
    ("manifest.json", '"version": "1.0.0"', '"version": "1.1.0"', "in pyproject.toml"),
    ("manifest.json", "kettle~=1.0", "kettle~=2.0", "in pyproject.toml"),
    (
        "manifest.json",
        '"domain": "kettle"',
        '"domain": "teapot"',
        "differs from the folder",
    ),
    ("manifest.json", '"tag"', '"no_such_thing"', "no integration no_such_thing"),
    ("manifest.json", '"@kettle"', '"kettle"', "codeowners"),
    ("manifest.json", '"name": "Kettle", ', "", "name"),
    ("manifest.json", '"config_flow": true', '"config_flow": false', "config_flow.py"),
    ("manifest.json", '{"domain"', '{"zeroconf": [], "domain"', "must stand in order"),
    ("manifest.json", '{"domain"', '{"colour": "red", "domain"', "colour"),
    (
        "manifest.json",
        "https://example.org/kettle/",
        "http://example.org/",
        "https address",
    ),
    ("translations/en.json", "Boils water.", "Boils <b>water</b>.", "HTML"),
    ("translations/en.json", "Boils water.", " Boils water.", "blank"),
    ("translations/en.json", "Boils water.", "See https://example.org", "placeholder"),
    ("translations/en.json", "Boils water.", "[%key:common::boil%]", "not resolved"),
    ("translations/en.json", "{kettle} is", "'{kettle}' is", "single quotes"),
    ("translations/en.json", '"hot": "Hot"', '"Hot": "Hot"', "Hot"),
    ("translations/en.json", '"water": {', '"water": {"colour": "red", ', "colour"),
    (
        "translations/en.json",
        '{"host": "Where the kettle is."}',
        "{}",
        "data_description",
    ),
    (
        "translations/en.json",
        '"too_hot"',
        '"too_cold"',
        "exceptions.too_hot is not translated",
    ),
    (
        "translations/en.json",
        '"too_hot"',
        '"too_cold"',
        "exceptions.too_cold is never used",
    ),
    (
        "translations/en.json",
        '"water"',
        '"steam"',
        "entity.sensor.water is not translated",
    ),
    ("translations/en.json", '"water"', '"steam"', "entity.sensor.steam is never used"),
    ("translations/en.json", '"sensor"', '"switch"', "no switch.py"),
    ("translations/en.json", '"black"', '"white"', "other options"),
    ("translations/en.json", '"boil"', '"fry"', "en.json: lacks services.boil"),
    (
        "translations/de.json",
        '"hot": ',
        '"cold": ',
        "lacks entity.sensor.water.state.hot",
    ),
    (
        "translations/de.json",
        '"hot": ',
        '"cold": ',
        "water.state.cold is not in English",
    ),
    ("translations/de.json", "{kettle}", "{kessel}", "other placeholders"),
    ("translations/de.json", "{", "", "de.json"),
    ("icons.json", "mdi:water", "water", "mdi:"),
    ("icons.json", '"water": {', '"steam": {', "steam has no translation"),
    ("icons.json", '"boil"', '"fry"', "icons.json: lacks services.boil"),
    ("services.yaml", "boil:", "fry:", "services.yaml: lacks services.boil"),
    ("services.yaml", "tea:\n", "milk:\n", "field milk"),
    ("services.yaml", "select:", "no_such_selector:", "services.yaml"),
    ("services.yaml", "[black, green]", "[black]", "other options"),
    ("sensor.py", "PARALLEL_UPDATES", "PARALLEL", "PARALLEL_UPDATES"),
    ("__init__.py", '"kettle": name', '"pot": name', "wants {kettle}"),
    ("quality_scale.yaml", "  brands: done\n", "", "brands has no answer"),
    ("quality_scale.yaml", "  brands: done", "  brands: todo", "claims bronze"),
    ("quality_scale.yaml", "  brands: done", "  brands: nearly", "brands"),
    ("quality_scale.yaml", "  brands:", "  no-such-rule:", "no-such-rule"),
    ("../../hacs.json", '"Kettle"', "1", "name"),
    ("../../hacs.json", '"Kettle"', '"Kettle", "zip_release": true', "needs filename"),
    ("../../CHANGELOG.md", "1.0.0", "0.9.0", "CHANGELOG.md: says nothing about 1.0.0"),
)


@pytest.fixture
def integration(tmp_path: Path) -> Integration:
    """An integration that is in order."""
    return write_sample(tmp_path)


def test_what_is_in_order_is_let_alone(integration: Integration) -> None:
    """An integration without problems has none."""
    assert problems(integration) == []


@pytest.mark.parametrize(("path", "old", "new", "problem"), SPOILED)
def test_what_is_spoiled_is_found(
    integration: Integration, path: str, old: str, new: str, problem: str
) -> None:
    """Each problem is found and named."""
    file = integration.folder / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    assert any(problem in found for found in problems(integration))


@pytest.mark.parametrize(
    "path",
    [
        "brand/icon.png",
        "config_flow.py",
        "quality_scale.yaml",
        "services.yaml",
        "translations/en.json",
        "../../CHANGELOG.md",
        "../../LICENSE",
        "../../README.md",
    ],
)
def test_what_is_missing_is_missed(integration: Integration, path: str) -> None:
    """A file that must be there is asked for."""
    (integration.folder / path).unlink()
    assert any(Path(path).name in problem for problem in problems(integration))


@pytest.mark.parametrize(
    ("name", "pixels", "problem"),
    [
        ("icon.png", 128, "square of 256 pixels"),
        ("dark_logo.png", 64, "128 to 256 pixels"),
        ("banner.png", 256, "does not serve"),
    ],
)
def test_pictures_have_the_right_size(
    integration: Integration, name: str, pixels: int, problem: str
) -> None:
    """A picture of the wrong size or name is found."""
    (integration.folder / "brand" / name).write_bytes(png(pixels))
    assert any(problem in found for found in problems(integration))


def test_one_repository_holds_one_integration(integration: Integration) -> None:
    """HACS takes no repository with two."""
    second = integration.repository / "custom_components" / "toaster"
    second.mkdir()
    (second / "manifest.json").write_text("{}")
    with pytest.raises(SystemExit, match="found 2"):
        Integration.only_one_in(integration.repository)
