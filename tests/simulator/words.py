"""The settings that a station lives by, by names that hold in every OCPP version."""

from enum import StrEnum


class Key(StrEnum):
    """A setting; the value is its name in OCPP 1.6."""

    HEARTBEAT = "HeartbeatInterval"
    SAMPLE_INTERVAL = "MeterValueSampleInterval"
    SAMPLED = "MeterValuesSampledData"
    ALIGNED_INTERVAL = "ClockAlignedDataInterval"
    ALIGNED = "MeterValuesAlignedData"
    STOP_SAMPLED = "StopTxnSampledData"
    CONNECTION_TIMEOUT = "ConnectionTimeOut"
    AUTHORIZE_REMOTE = "AuthorizeRemoteTxRequests"
    STOP_ON_INVALID_ID = "StopTransactionOnInvalidId"
    STOP_ON_UNPLUG = "StopTransactionOnEVSideDisconnect"
    CACHE = "AuthorizationCacheEnabled"
    LOCAL_LIST = "LocalAuthListEnabled"
    PRE_AUTHORIZE = "LocalPreAuthorize"
    AUTHORIZE_OFFLINE = "LocalAuthorizeOffline"
    UNKNOWN_OFFLINE = "AllowOfflineTxForUnknownId"
    ATTEMPTS = "TransactionMessageAttempts"
    RETRY_INTERVAL = "TransactionMessageRetryInterval"
    STATUS_DURATION = "MinimumStatusDuration"
    PING = "WebSocketPingInterval"
    CHARGING_ALLOWED_PERIODS = "ChargingScheduleMaxPeriods"
    STACK_LEVEL = "ChargeProfileMaxStackLevel"
    PROFILES = "MaxChargingProfilesInstalled"
    RATE_UNITS = "ChargingScheduleAllowedChargingRateUnit"


class Reason(StrEnum):
    """Why a transaction ended, in the words of OCPP 1.6."""

    DE_AUTHORIZED = "DeAuthorized"
    EMERGENCY_STOP = "EmergencyStop"
    EV_DISCONNECTED = "EVDisconnected"
    HARD_RESET = "HardReset"
    LOCAL = "Local"
    OTHER = "Other"
    POWER_LOSS = "PowerLoss"
    REBOOT = "Reboot"
    REMOTE = "Remote"
    SOFT_RESET = "SoftReset"
    UNLOCK_COMMAND = "UnlockCommand"


class Context(StrEnum):
    """Why a meter was read."""

    PERIODIC = "Sample.Periodic"
    CLOCK = "Sample.Clock"
    BEGIN = "Transaction.Begin"
    END = "Transaction.End"
    TRIGGER = "Trigger"


class Status(StrEnum):
    """What a connector is doing, in the words of OCPP 1.6."""

    AVAILABLE = "Available"
    PREPARING = "Preparing"
    CHARGING = "Charging"
    SUSPENDED_EV = "SuspendedEV"
    SUSPENDED_EVSE = "SuspendedEVSE"
    FINISHING = "Finishing"
    RESERVED = "Reserved"
    UNAVAILABLE = "Unavailable"
    FAULTED = "Faulted"


class BootReason(StrEnum):
    """Why a station starts, in the words of OCPP 2.x; 1.6 does not say."""

    POWER_UP = "PowerUp"
    REMOTE_RESET = "RemoteReset"
    SCHEDULED_RESET = "ScheduledReset"
    TRIGGERED = "Triggered"
    WATCHDOG = "Watchdog"


NO_ERROR = "NoError"
