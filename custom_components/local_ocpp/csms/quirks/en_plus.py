"""EN+ (EN-Plustech), sold as EVchargo, cord and EV Switch too."""

from ..domain.model.learned import Beliefs
from .quirk import Quirk
from .rewrites import never_trigger

EN_PLUS = "EN+*|EN-Plus*|EN Plus*|EVchargo*|Cord*|EV Switch*|EVSwitch*"

QUIRKS = (
    Quirk(
        vendor=EN_PLUS,
        version="1.6",
        because="Freezes when it is asked something right after it started.",
        beliefs=Beliefs(quiet_seconds=30),
    ),
    Quirk(
        vendor=EN_PLUS,
        version="1.6",
        because="Refuses to repeat the status of its connectors.",
        rewrites={"TriggerMessage": never_trigger("StatusNotification")},
    ),
)
