"""The settings of a station: what they are, and which changes it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .model import Setting


class Outcome(StrEnum):
    """What a station says to a change."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    REBOOT_REQUIRED = "RebootRequired"
    NOT_SUPPORTED = "NotSupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An outcome, and the limit that the value broke, if it broke one."""

    outcome: Outcome
    objection: str | None = None


ACCEPTED = Verdict(outcome=Outcome.ACCEPTED)
REJECTED = Verdict(outcome=Outcome.REJECTED)
BOOLEANS = {"true", "false"}


class Configuration:
    """Settings by name, kept over restarts; changes that need one wait for it."""

    def __init__(self, settings: Mapping[str, Setting]) -> None:
        self.settings = dict(settings)
        self.changed: list[Callable[[str], None]] = []
        self.writes = 0
        self._values = {key: setting.value for key, setting in settings.items()}
        self._waiting: dict[str, str] = {}

    def __contains__(self, key: object) -> bool:
        return key in self.settings

    def value(self, key: str) -> str | None:
        """Return the value as the station shows it: none for what may not be read."""
        return None if self.settings[key].write_only else self._values[key]

    def secret(self, key: str) -> str | None:
        """Return the value as the station itself knows it."""
        return self._values.get(key)

    def text(self, key: str, default: str = "") -> str:
        return self._values.get(key) or default

    def number(self, key: str) -> float | None:
        """Return a number, or None if there is no such setting or it is empty."""
        text = self.text(key)
        return float(text) if text else None

    def flag(self, key: str, *, default: bool) -> bool:
        return self.text(key, str(default)).lower() == "true"

    def words(self, key: str) -> tuple[str, ...]:
        return split(self.text(key))

    def judge(self, key: str, value: str) -> Verdict:
        """Say what would become of a change, without making it."""
        setting = self.settings.get(key)
        if setting is None:
            return Verdict(outcome=Outcome.NOT_SUPPORTED)
        if setting.read_only or not setting.changeable:
            return REJECTED
        verdict = self._fits(key, setting, value)
        if verdict == ACCEPTED and setting.reboot:
            return Verdict(outcome=Outcome.REBOOT_REQUIRED)
        return verdict

    def change(self, key: str, value: str) -> Outcome:
        """Change a setting as the CSMS asked, if it may."""
        outcome = self.judge(key, value).outcome
        if outcome is Outcome.ACCEPTED:
            self.writes += 1
            self.put(key, value)
        elif outcome is Outcome.REBOOT_REQUIRED:
            self.writes += 1
            self._waiting[key] = value
        return outcome

    def put(self, key: str, value: str) -> None:
        """Set a value without asking, as the installer does."""
        self.settings.setdefault(key, Setting())
        self._values[key] = value
        for listener in self.changed:
            listener(key)

    def restart(self) -> None:
        """Bring the changes into force that waited for a restart."""
        waiting, self._waiting = self._waiting, {}
        for key, value in waiting.items():
            self.put(key, value)

    def _fits(self, key: str, setting: Setting, value: str) -> Verdict:
        if setting.choices:
            return self._fits_list(key, setting, value)
        current = (setting.value or "").lower()
        if current in BOOLEANS:
            return ACCEPTED if value.lower() in BOOLEANS else REJECTED
        if current.isdigit():
            return _fits_number(key, setting, value)
        return ACCEPTED

    def _fits_list(self, key: str, setting: Setting, value: str) -> Verdict:
        words = split(value)
        most = setting.most_words or self.number(f"{key}MaxLength")
        if most is not None and len(words) > most:
            objection = f"{key}: {len(words)} values where {most:.0f} are allowed"
            return Verdict(outcome=Outcome.REJECTED, objection=objection)
        return ACCEPTED if set(words) <= set(setting.choices) else REJECTED


def split(text: str) -> tuple[str, ...]:
    """Split a comma separated list."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _fits_number(key: str, setting: Setting, value: str) -> Verdict:
    try:
        number = int(value)
    except ValueError:
        return REJECTED
    least = setting.least if setting.least is not None else 0
    if number < least or (setting.most is not None and number > setting.most):
        bounds = f"{least:.0f}..{'' if setting.most is None else f'{setting.most:.0f}'}"
        objection = f"{key}: {number} is outside {bounds}"
        return Verdict(outcome=Outcome.REJECTED, objection=objection)
    return ACCEPTED
