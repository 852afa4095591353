"""The interview: what it asks, what it sets, and when it stops."""

from dataclasses import replace
from typing import Any, override

import pytest

from custom_components.local_ocpp.csms.domain.configuration import (
    GetVariables,
    SetVariable,
    VariableChange,
)
from custom_components.local_ocpp.csms.domain.errors import (
    NoReply,
    NotSupported,
    StationOffline,
)
from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.learned import (
    Beliefs,
    Learned,
    Trouble,
)
from custom_components.local_ocpp.csms.domain.model.profile import RateUnit
from custom_components.local_ocpp.csms.domain.model.variable import Setting
from custom_components.local_ocpp.csms.procedures.interview import Wishes, interview
from tests.csms.backoffice import NOON
from tests.csms.procedures.charger import SPELLING, Charger, Model
from tests.csms.procedures.models import (
    ABB,
    CHQ,
    ECARPLUG,
    ENERGY,
    EVSIS,
    FIVE,
    KOOLSIGN,
    POWER,
)

SAMPLED = "MeterValuesSampledData"


def as_learned(learned: Learned) -> Learned:
    return learned


async def ask(charger: Charger, wishes: Wishes | None = None) -> None:
    await interview(charger.station, wishes or Wishes(), as_learned, NOON)


async def test_asks_first_how_much_can_be_asked_at_once() -> None:
    """A charger that bears three keys a message is never asked for more."""
    charger = Charger(EVSIS)
    await ask(charger)
    first, *rest = charger.read
    assert first == ("GetConfigurationMaxKeys",)
    assert [len(keys) for keys in rest] == [3, 3, 3, 3, 3, 1]
    assert charger.learned.max_send_local_list == 100


@pytest.mark.parametrize(
    ("model", "written"),
    [
        (
            ECARPLUG,
            [("ClockAlignedDataInterval", "0"), ("WebSocketPingInterval", "60")],
        ),
        (
            KOOLSIGN,
            [
                (SAMPLED, FIVE),
                (SAMPLED, f"{ENERGY},{POWER},Current.Import,Voltage"),
                (SAMPLED, f"{ENERGY},{POWER},Current.Import"),
                ("MeterValueSampleInterval", "10"),
            ],
        ),
        (
            CHQ,
            [
                (SAMPLED, FIVE),
                (SAMPLED, f"{ENERGY},{POWER},Current.Import,Voltage"),
                (SAMPLED, f"{ENERGY},{POWER},Current.Import"),
                (SAMPLED, f"{ENERGY},{POWER}"),
                ("MeterValueSampleInterval", "10"),
                ("WebSocketPingInterval", "60"),
            ],
        ),
        (
            ABB,
            [(SAMPLED, FIVE), ("MeterValueSampleInterval", "10")],
        ),
    ],
    ids=["ecarplug", "koolsign", "chq", "abb"],
)
async def test_sets_up_only_what_differs(
    model: Model, written: list[tuple[str, str]]
) -> None:
    """What the charger has, refuses or does not know is not set."""
    charger = Charger(model)
    await ask(charger)
    assert charger.written == written
    assert len(charger.read) == 2


@pytest.mark.parametrize("model", [ABB, CHQ, ECARPLUG, EVSIS, KOOLSIGN])
async def test_after_a_restart_asks_only_what_can_have_changed(model: Model) -> None:
    """What was refused is not tried again, what only firmware changes is not asked again."""
    charger = Charger(model)
    await ask(charger)
    charger.forget_asked()
    await charger.boots()
    await ask(charger)
    assert charger.written == []
    assert len(charger.asked) == (2 if model is EVSIS else 1)


async def test_new_firmware_is_asked_everything() -> None:
    """New firmware may know what the old one refused."""
    charger = Charger(KOOLSIGN)
    await ask(charger)
    charger.forget_asked()
    await charger.boots(firmware="2.0")
    await ask(charger)
    assert charger.read[0] == ("GetConfigurationMaxKeys",)
    assert charger.written[0] == (SAMPLED, FIVE)


async def test_reads_sloppy_answers() -> None:
    """Split words, stray spaces, capitals and vendors' own words for units are understood."""
    charger = Charger(ECARPLUG)
    await ask(charger)
    learned = charger.learned
    assert learned.feature_profiles is not None
    assert "RemoteTrigger" in learned.feature_profiles
    assert learned.rate_units == {RateUnit.A}
    assert learned.can_switch_phases is False
    assert (learned.max_stack_level, learned.max_local_list) == (3, 0)
    assert (learned.measurands, learned.sample_interval_seconds) == ((ENERGY,), 10)
    assert learned.interviewed_at == NOON


async def test_features_that_are_missing_cannot_be_asked_for() -> None:
    """Without smart charging and remote trigger neither is offered."""
    charger = Charger(Model(settings={"SupportedFeatureProfiles": "Core"}))
    await ask(charger)
    assert charger.learned.unsupported == {
        "SetChargingProfile",
        "ClearChargingProfile",
        "GetCompositeSchedule",
        "TriggerMessage",
    }


async def test_who_names_a_rate_unit_can_be_limited() -> None:
    """Smart charging is believed of a charger that forgets to list it, yet tells its units."""
    settings = {
        "SupportedFeatureProfiles": "Core",
        "ChargingScheduleAllowedChargingRateUnit": "W",
    }
    charger = Charger(Model(settings=settings))
    await ask(charger)
    assert charger.learned.unsupported == {"TriggerMessage"}


async def test_nonsense_is_not_believed() -> None:
    """A stack level of 999, no profiles and minus one connector say nothing."""
    settings = {
        "ChargeProfileMaxStackLevel": "999",
        "MaxChargingProfilesInstalled": "0",
        "NumberOfConnectors": "-1",
        "MeterValueSampleInterval": "often",
    }
    charger = Charger(Model(settings=settings))
    await ask(charger)
    assert charger.learned.max_stack_level == 10
    assert charger.learned.max_profiles is None
    assert charger.learned.number_of_connectors is None


async def test_a_longer_list_that_is_there_stays() -> None:
    """What already holds all we want, phase by phase or not, is left alone."""
    has = f"{ENERGY},{POWER},Current.Import.L1,Voltage.L1-N,Current.Offered,Frequency"
    charger = Charger(Model(settings={SAMPLED: has}))
    await ask(charger)
    assert charger.written == []


async def test_what_is_sampled_already_is_kept() -> None:
    """The charge level of a DC charger does not get lost over a better list."""
    charger = Charger(replace(EVSIS, settings={SAMPLED: f"{ENERGY},SoC"}))
    await ask(charger)
    assert charger.written[-1] == (SAMPLED, f"{ENERGY},{POWER},SoC")
    assert charger.settings[SAMPLED] == f"{ENERGY},{POWER},SoC"


async def test_a_list_that_cannot_be_set_is_tried_once() -> None:
    """A charger that says that it cannot be told what to sample is not told again."""
    cannot = {SAMPLED: lambda value: NotSupported("NotSupported")}
    charger = Charger(Model(settings={SAMPLED: ENERGY}, takes=cannot))
    await ask(charger)
    await ask(charger)
    assert charger.written == [(SAMPLED, FIVE)]


async def test_read_only_settings_are_not_written() -> None:
    """Clock-aligned values that cannot be switched off are lived with."""
    charger = Charger(
        Model(
            settings={"ClockAlignedDataInterval": "900"},
            readonly=frozenset({"ClockAlignedDataInterval"}),
        )
    )
    await ask(charger)
    assert charger.written == []


async def test_a_restart_that_is_needed_is_remembered() -> None:
    """A value that waits for a restart is noted; restarting is for the owner."""
    waits = {SAMPLED: lambda value: VariableChange.REBOOT_REQUIRED}
    charger = Charger(Model(settings={SAMPLED: ENERGY}, takes=waits))
    await ask(charger)
    assert charger.learned.awaiting_restart == {SAMPLED}
    assert {type(command) for command in charger.asked} == {GetVariables, SetVariable}


async def test_two_unanswered_questions_are_enough() -> None:
    """A charger that answers nothing is left alone, and not asked again before a restart."""
    charger = Charger(Model(silent=frozenset(SPELLING.values())))
    await ask(charger)
    assert len(charger.asked) == 2
    assert charger.learned.interviewed_at == NOON


async def test_one_unanswered_question_does_not_end_it() -> None:
    """One that hangs over a single key still tells the others."""
    bad = "SupportedFeatureProfiles"
    charger = Charger(replace(EVSIS, silent=frozenset({bad})))
    await ask(charger)
    assert charger.learned.trouble[bad] is Trouble.SUSPECT
    assert charger.learned.max_stack_level == 5
    charger.forget_asked()
    await ask(charger)
    assert charger.read[-3:][0] == (bad,)
    assert charger.learned.trouble[bad] is Trouble.SHUNNED
    assert charger.learned.number_of_connectors == 2


async def test_a_refused_piece_is_asked_key_by_key() -> None:
    """One bad key does not hide its neighbours."""
    lying = {**KOOLSIGN.settings, "GetConfigurationMaxKeys": "2"}
    charger = Charger(KOOLSIGN)
    charger.settings = lying
    charger.model = replace(KOOLSIGN, settings=lying)
    await ask(charger)
    assert charger.learned.max_stack_level == 8


async def test_no_question_drives_a_charger_into_a_loop() -> None:
    """One that restarts over a question is asked for each key alone, then never for that."""
    charger = Charger(ABB)
    charger.settings[SAMPLED] = ",".join(f"Measurand{n}" for n in range(22))
    for _ in range(2):
        with pytest.raises(StationOffline):
            await ask(charger)
        await charger.boots()
    charger.forget_asked()
    await ask(charger)
    assert not any(SAMPLED in keys for keys in charger.read)
    assert charger.learned.trouble[SAMPLED] is Trouble.SHUNNED
    assert charger.learned.interviewed_at == NOON


async def test_no_setting_drives_a_charger_into_a_loop() -> None:
    """One that hangs up over a new value is told it once more, and never again."""
    leaves = {"MeterValueSampleInterval": lambda value: StationOffline()}
    charger = Charger(replace(ABB, takes=leaves))
    for _ in range(2):
        with pytest.raises(StationOffline):
            await ask(charger)
        await charger.boots()
    charger.forget_asked()
    await ask(charger)
    assert charger.written == []


async def test_silence_over_one_list_ends_the_search() -> None:
    """A charger that does not answer to a list of measurands is not sent shorter ones."""
    mute = {SAMPLED: lambda value: NoReply("ChangeConfiguration")}
    charger = Charger(replace(ABB, takes=mute))
    await ask(charger)
    assert charger.written == [(SAMPLED, FIVE), ("MeterValueSampleInterval", "10")]


async def test_who_refuses_all_questions_is_soon_left_alone() -> None:
    """A charger that knows no such question is not asked it for each key."""
    charger = Charger(replace(EVSIS, refuses=frozenset({GetVariables})))
    await ask(charger)
    assert len(charger.asked) == 5
    assert charger.learned.interviewed_at == NOON


async def test_keys_are_alike_in_any_case() -> None:
    """A charger may spell its keys in small letters."""

    class Quiet(Charger):
        @override
        async def execute(self, command: StationCommand[Any]) -> Any:
            answer = await super().execute(command)
            if isinstance(command, GetVariables):
                return tuple(replace(each, key=each.key.lower()) for each in answer)
            return answer

    charger = Quiet(KOOLSIGN)
    await ask(charger)
    assert charger.learned.max_stack_level == 8


async def test_pinging_more_often_is_fine() -> None:
    """A charger that keeps in touch by itself is not told how often."""
    charger = Charger(Model(settings={"WebSocketPingInterval": "30"}))
    await ask(charger)
    assert charger.written == []


async def test_who_answers_only_to_everything_is_asked_everything() -> None:
    """A charger that knows no single key tells all of them at once."""

    class Strange(Charger):
        @override
        async def execute(self, command: StationCommand[Any]) -> Any:
            if isinstance(command, GetVariables) and command.keys:
                self.asked.append(command)
                return ()
            return await super().execute(command)

    charger = Strange(KOOLSIGN)
    await ask(charger)
    assert charger.read[-1] == ()
    assert charger.learned.max_stack_level == 8


async def test_who_always_tells_everything_is_asked_once() -> None:
    """A charger that answers every question with all its keys has said it all."""

    class Talkative(Charger):
        @override
        async def execute(self, command: StationCommand[Any]) -> Any:
            self.asked.append(command)
            if isinstance(command, GetVariables):
                return self._get(GetVariables())
            return None

    charger = Talkative(KOOLSIGN)
    await ask(charger)
    assert charger.read == [("GetConfigurationMaxKeys",)]
    assert charger.learned.max_stack_level == 8


async def test_what_quirks_believe_wins_over_what_is_said() -> None:
    """A believed list of measurands is set unseen, once; believed settings are set too."""

    def believe(learned: Learned) -> Learned:
        beliefs = Beliefs(measurands=(ENERGY, POWER), settings={"Odd": "false"})
        return replace(learned, beliefs=beliefs)

    charger = Charger(Model(settings={"Odd": "true"}))
    for _ in range(2):
        await interview(charger.station, Wishes(), believe, NOON)
    assert charger.written == [(SAMPLED, f"{ENERGY},{POWER}"), ("Odd", "false")]


async def test_wishes_can_be_left_to_the_charger() -> None:
    """What the owner has no wish about is not touched."""
    wishes = Wishes(
        sample_interval_seconds=None,
        aligned_interval_seconds=None,
        ping_interval_seconds=None,
        measurands=(),
    )
    charger = Charger(ECARPLUG)
    await ask(charger, wishes)
    assert charger.written == []


async def test_later_versions_are_interviewed_alike() -> None:
    """Where there are no feature profiles, what can be asked for follows from the version."""
    spelling = {
        Setting.MAX_KEYS: "DeviceDataCtrlr/ItemsPerMessage[GetVariables]",
        Setting.SAMPLED_MEASURANDS: "SampledDataCtrlr/TxUpdatedMeasurands",
        Setting.SAMPLE_INTERVAL: "SampledDataCtrlr/TxUpdatedInterval",
        Setting.RATE_UNITS: "SmartChargingCtrlr/RateUnit",
    }
    settings = dict(zip(spelling.values(), ("2", FIVE, "60", "A,W"), strict=True))
    charger = Charger(Model(settings=settings, spelling=spelling))
    await ask(charger)
    assert [len(keys) for keys in charger.read] == [1, 2, 1]
    assert charger.written == [("SampledDataCtrlr/TxUpdatedInterval", "10")]
    assert charger.learned.rate_units == {RateUnit.A, RateUnit.W}
    assert charger.learned.unsupported == frozenset()
