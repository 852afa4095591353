"""The integration's domain, and the keys of its settings."""

from typing import Final

DOMAIN: Final = "local_ocpp"

# Connection facts, in the entry's data.
CONF_HOST: Final = "host"
CONF_PORT: Final = "port"
CONF_OWN_ID_TAG: Final = "own_id_tag"

# Preferences, in the entry's options.
CONF_WHO_MAY_CHARGE: Final = "who_may_charge"
CONF_UNKNOWN_STATIONS: Final = "unknown_stations"
CONF_METER_INTERVAL: Final = "meter_interval"
CONF_ALIGNED_INTERVAL: Final = "aligned_interval"
CONF_SESSION_PRICE: Final = "session_price"

# Subentries, and their data.
SUBENTRY_STATION: Final = "station"
CONF_IDENTITY: Final = "identity"
CONF_PASSWORD_HASH: Final = "password_hash"
CONF_MAX_CURRENT: Final = "max_current"
CONF_PHASES: Final = "phases"
CONF_ENFORCE_MAXIMUM: Final = "enforce_maximum"

SUBENTRY_ID_TAG: Final = "id_tag"
CONF_ID_TAG: Final = "id_tag"
CONF_NOTE: Final = "note"
CONF_EXPIRY_DATE: Final = "expiry_date"
CONF_PARENT_ID_TAG: Final = "parent_id_tag"
CONF_BLOCKED: Final = "blocked"

# Events on Home Assistant's bus.
EVENT_SESSION: Final = f"{DOMAIN}_session"
EVENT_ID_TAG: Final = f"{DOMAIN}_id_tag"

DEFAULT_PORT: Final = 9000
DEFAULT_MAX_CURRENT: Final = 16
DEFAULT_METER_INTERVAL: Final = 10
