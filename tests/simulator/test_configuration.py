"""A station takes the settings that it can take, and says what it does with others."""

import pytest

from .configuration import Configuration, Outcome
from .model import Setting, load

SETTINGS = {
    "Fixed": Setting(value="1", read_only=True),
    "Interval": Setting(value="60", least=10, most=3600),
    "Later": Setting(value="a", reboot=True),
    "Secret": Setting(write_only=True),
    "Stubborn": Setting(value="true", changeable=False),
    "Switch": Setting(value="true"),
}


@pytest.mark.parametrize(
    ("key", "value", "outcome"),
    [
        ("Fixed", "2", Outcome.REJECTED),
        ("Interval", "soon", Outcome.REJECTED),
        ("Interval", "10", Outcome.ACCEPTED),
        ("Interval", "9", Outcome.REJECTED),
        ("Interval", "3601", Outcome.REJECTED),
        ("Later", "b", Outcome.REBOOT_REQUIRED),
        ("Nonsense", "1", Outcome.NOT_SUPPORTED),
        ("Secret", "x", Outcome.ACCEPTED),
        ("Stubborn", "false", Outcome.REJECTED),
        ("Switch", "FALSE", Outcome.ACCEPTED),
        ("Switch", "perhaps", Outcome.REJECTED),
    ],
)
def test_outcomes(key: str, value: str, outcome: Outcome) -> None:
    """Each change ends as the standard says."""
    assert Configuration(SETTINGS).change(key, value) is outcome


def test_a_change_that_waits_for_a_restart() -> None:
    """RebootRequired means that the old value counts until the restart."""
    configuration = Configuration(SETTINGS)
    configuration.change("Later", "b")
    assert configuration.text("Later") == "a"
    configuration.restart()
    assert configuration.text("Later") == "b"


def test_a_secret_is_not_shown() -> None:
    """What may only be written is never shown, but known inside."""
    configuration = Configuration(SETTINGS)
    configuration.change("Secret", "x")
    assert configuration.value("Secret") is None
    assert configuration.secret("Secret") == "x"


def test_too_many_measurands() -> None:
    """More measurands than the station allows are refused, with an objection."""
    configuration = Configuration(load("cstechnology").settings)
    register = "Energy.Active.Import.Register"
    verdict = configuration.judge("MeterValuesSampledData", ",".join([register] * 6))
    assert verdict.outcome is Outcome.REJECTED
    assert verdict.objection == ("MeterValuesSampledData: 6 values where 5 are allowed")


def test_unknown_measurands() -> None:
    """A measurand that the meter does not know is refused, which breaks no limit."""
    configuration = Configuration(load("koolsign").settings)
    verdict = configuration.judge("MeterValuesSampledData", "Voltage")
    assert (verdict.outcome, verdict.objection) == (Outcome.REJECTED, None)
