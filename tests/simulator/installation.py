"""How the installer set a station up: where it dials, as whom, and how fast it lives."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
import ssl
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One station's place in the world.

    `address` is the URL up to the identity, with whatever path the CSMS wants;
    `path_suffix` follows the identity (a query, a stray slash). `password` None
    means no credentials. `subprotocols` None means the model's, an empty tuple
    none at all. `speed` is simulated seconds per second; the model's delays are
    multiplied with `time_scale`, or go with `speed` if that is None.
    `checks_schemas` False saves half the time, `checks_clock` False allows a CSMS
    whose clock stands still. `answer_timeout_s` and `csms_gives_up_after_s` are real seconds.
    """

    address: str
    identity: str
    password: str | bytes | None = None
    user: str | None = None
    subprotocols: tuple[str, ...] | None = None
    path_suffix: str = ""
    tls: ssl.SSLContext | None = None
    speed: float = 1.0
    stamps_follow_speed: bool = False
    time_scale: float | None = None
    answer_timeout_s: float = 30.0
    csms_gives_up_after_s: float = 60.0
    reconnect_after_s: float = 1.0
    reconnect_at_most_s: float = 60.0
    checks_schemas: bool = True
    checks_clock: bool = True
    keep_frames: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        base = self.address if self.address.endswith("/") else f"{self.address}/"
        return f"{base}{quote(self.identity, safe='')}{self.path_suffix}"

    def headers(self, password: str | bytes | None) -> dict[str, str]:
        """Return the credentials as HTTP headers."""
        if password is None:
            return {}
        secret = password.encode() if isinstance(password, str) else password
        user = self.identity if self.user is None else self.user
        token = b64encode(user.encode() + b":" + secret).decode()
        return {"Authorization": f"Basic {token}"}
