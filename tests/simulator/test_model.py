"""The data files say what the certificates say."""

from typing import Any

import pytest

from .model import StationModel, load, names
from .profile_rules import UNITS


@pytest.mark.parametrize("name", names())
def test_every_model_is_whole(name: str) -> None:
    """Every data file can be read, and its settings agree with its hardware."""
    model = load(name)
    settings = model.settings
    if model.ocpp == "1.6":
        assert settings["NumberOfConnectors"].value == str(model.hardware.connectors)
    for key, setting in settings.items():
        words = set((setting.value or "").split(",")) - {""}
        assert not setting.choices or words <= set(setting.choices), key


LIMITS: list[tuple[str, dict[str, Any]]] = [
    ("ecarplug", {"keys": 50, "level": 3, "periods": 16, "list": 0, "send": 0}),
    ("evsis", {"keys": 3, "level": 5, "periods": 24, "list": 100000, "send": 100}),
    ("koolsign", {"keys": 30, "level": 8, "periods": 24, "list": 48, "send": 48}),
    ("cstechnology", {"keys": 47, "level": 10, "periods": 10, "list": 100, "send": 1}),
]
KEYS = {
    "keys": "GetConfigurationMaxKeys",
    "level": "ChargeProfileMaxStackLevel",
    "periods": "ChargingScheduleMaxPeriods",
    "list": "LocalAuthListMaxLength",
    "send": "SendLocalListMaxLength",
}


@pytest.mark.parametrize(("name", "limits"), LIMITS)
def test_limits_of_the_certificates(name: str, limits: dict[str, int]) -> None:
    """The four certified stations keep the limits that they were certified with."""
    settings = load(name).settings
    assert {word: settings[key].value for word, key in KEYS.items()} == {
        word: str(limit) for word, limit in limits.items()
    }


@pytest.mark.parametrize("name", ["ecarplug", "evsis", "koolsign", "cstechnology"])
def test_amperes_only(name: str) -> None:
    """The four certified stations take amperes only, whatever they call them."""
    word = load(name).settings["ChargingScheduleAllowedChargingRateUnit"].value
    assert UNITS[word or ""] == "A"


def slowest(model: StationModel) -> tuple[float, float, float]:
    delays = model.delays
    return delays.answer.most, delays.remote_start.most, delays.remote_stop.most


def test_delays_of_the_certificates() -> None:
    """The certified stations are as slow as they were measured."""
    assert slowest(load("ecarplug")) == (38.0, 0.0, 0.0)
    assert slowest(load("evsis")) == (0.87, 4.97, 27.05)
    assert slowest(load("koolsign")) == (0.50, 0.61, 3.56)
    assert slowest(load("cstechnology")) == (4.78, 16.82, 7.02)
