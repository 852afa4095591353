"""Makes of chargers, as far as settings and limits go."""

from collections.abc import Mapping

from custom_components.local_ocpp.csms.domain.errors import (
    NoReply,
    NotSupported,
    Rejected,
    StationError,
)
from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Purpose,
    RateUnit,
)
from tests.csms.procedures.charger import Model, among, within

REJECTED = Rejected("Rejected")
NOT_SUPPORTED = NotSupported("NotSupported")

ENERGY, POWER = "Energy.Active.Import.Register", "Power.Active.Import"
FIVE = f"{ENERGY},{POWER},Current.Import,Voltage,Current.Offered"

# Accepts every list of measurands, and restarts when asked for one that is too long.
ABB = Model(
    settings={
        "GetConfigurationMaxKeys": "50",
        "SupportedFeatureProfiles": "Core,SmartCharging,RemoteTrigger",
        "NumberOfConnectors": "1",
        "MeterValuesSampledData": ENERGY,
        "MeterValueSampleInterval": "60",
        "ChargingScheduleAllowedChargingRateUnit": "Current",
        "ChargeProfileMaxStackLevel": "3",
    },
    hangs_up=lambda keys, settings: (
        "MeterValuesSampledData" in keys
        and len(settings["MeterValuesSampledData"].split(",")) > 8
    ),
    judges=lambda profile: REJECTED if profile.stack_level > 0 else None,
)

EVSIS = Model(
    settings={
        "GetConfigurationMaxKeys": "3",
        "SupportedFeatureProfiles": "Core,FirmwareManagement,LocalAuthListManagement,"
        "Reservation,SmartCharging,RemoteTrigger",
        "NumberOfConnectors": "2",
        "MeterValuesSampledData": ENERGY,
        "MeterValuesSampledDataMaxLength": "8",
        "MeterValueSampleInterval": "300",
        "ClockAlignedDataInterval": "900",
        "WebSocketPingInterval": "0",
        "ChargingScheduleAllowedChargingRateUnit": "Current",
        "ChargeProfileMaxStackLevel": "5",
        "ChargingScheduleMaxPeriods": "24",
        "LocalAuthListEnabled": "true",
        "LocalAuthListMaxLength": "100000",
        "SendLocalListMaxLength": "100",
        "ReserveConnectorZeroSupported": "false",
    },
    takes={
        "MeterValuesSampledData": among(
            ENERGY, POWER, "SoC", "Power.Offered", "Current.Offered"
        ),
        "MeterValueSampleInterval": within(0, 300),
    },
)

ECARPLUG = Model(
    settings={
        "GetConfigurationMaxKeys": "50",
        "SupportedFeatureProfiles": "Core,FirmwareManagement,LocalAuthListManagement,"
        "Reservation,SmartCharging, Remote Trigger",
        "NumberOfConnectors": "1",
        "MeterValuesSampledData": ENERGY,
        "MeterValuesSampledDataMaxLength": "1",
        "MeterValueSampleInterval": "10",
        "ClockAlignedDataInterval": "60",
        "WebSocketPingInterval": "0",
        "ChargingScheduleAllowedChargingRateUnit": " Ampere ",
        "ChargeProfileMaxStackLevel": "3",
        "ChargingScheduleMaxPeriods": "16",
        "MaxChargingProfilesInstalled": "24",
        "ConnectorSwitch3to1PhaseSupported": "FALSE",
        "LocalAuthListEnabled": "TRUE",
        "LocalAuthListMaxLength": "0",
        "SendLocalListMaxLength": "0",
        "ReserveConnectorZeroSupported": "FALSE",
    },
    takes={"MeterValuesSampledData": among(ENERGY)},
)

KOOLSIGN = Model(
    settings={
        "GetConfigurationMaxKeys": "30",
        "SupportedFeatureProfiles": "Core,SmartCharging,RemoteTrigger",
        "NumberOfConnectors": "1",
        "MeterValuesSampledData": f"{ENERGY},{POWER}",
        "MeterValuesSampledDataMaxLength": "8",
        "MeterValueSampleInterval": "60",
        "WebSocketPingInterval": "60",
        "ChargingScheduleAllowedChargingRateUnit": "Current",
        "ChargeProfileMaxStackLevel": "8",
    },
    takes={
        "MeterValuesSampledData": among(ENERGY, POWER),
        "MeterValueSampleInterval": within(10, 3600),
    },
)

CHQ = Model(
    settings={
        "GetConfigurationMaxKeys": "47",
        "SupportedFeatureProfiles": "Core,SmartCharging,RemoteTrigger",
        "NumberOfConnectors": "2",
        "MeterValuesSampledData": ENERGY,
        "MeterValuesSampledDataMaxLength": "5",
        "MeterValueSampleInterval": "60",
        "WebSocketPingInterval": "120",
        "ChargingScheduleAllowedChargingRateUnit": "Current",
        "ChargeProfileMaxStackLevel": "10",
    },
    takes={
        "MeterValuesSampledData": among(ENERGY),
        "MeterValueSampleInterval": within(1, 60),
    },
)


def only(**wanted: object) -> dict[str, object]:
    """Return what a profile must have, by attribute."""
    return wanted


def judged_by(
    wanted: Mapping[str, object], otherwise: StationError = REJECTED
) -> Model:
    """Return a make that takes only profiles like that."""

    def judge(profile: ChargingProfile) -> StationError | None:
        fits = all(getattr(profile, name) == value for name, value in wanted.items())
        return None if fits else otherwise

    return Model(judges=judge)


# Knows a limit only in a session.
EVBOX = judged_by(only(purpose=Purpose.TX))


def _timxon(profile: ChargingProfile) -> StationError | None:
    if profile.purpose is not Purpose.TX_DEFAULT:
        return NOT_SUPPORTED
    return NoReply() if profile.kind is Kind.ABSOLUTE else None


TIMXON = Model(judges=_timxon)

HUAWEI = Model(
    settings={"ChargingScheduleAllowedChargingRateUnit": "Power"},
    judges=lambda profile: (
        None if profile.schedule.rate_unit is RateUnit.W else REJECTED
    ),
)

AUTEL = judged_by(only(kind=Kind.ABSOLUTE))

STUBBORN = Model(judges=lambda profile: Rejected(profile.purpose.value))
SILENT = Model(judges=lambda profile: NoReply("SetChargingProfile"))
