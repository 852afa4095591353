"""Everything that can go wrong when we ask something of a station.

* StationError
  + StationOffline      not connected, or hung up before it answered
  + NotSupported        its OCPP version, its firmware or a quirk has no such thing
  + Rejected            it understood and refused
  + NoReply             it stayed silent
  + Unintelligible      it answered, but not in a way that can be read
  + InvalidCall         what we were told to send is nothing that its OCPP version knows
"""


class StationError(Exception):
    """A station did not do what we asked; `detail` is its own word for why."""

    def __init__(self, detail: str = "") -> None:
        """Keep the station's own words."""
        super().__init__(detail)
        self.detail = detail


class StationOffline(StationError):
    """The station is not connected."""


class NotSupported(StationError):
    """The station cannot be asked this."""


class Rejected(StationError):
    """The station understood and refused."""


class NoReply(StationError):
    """The station stayed silent."""


class Unintelligible(StationError):
    """The station's answer makes no sense."""


class InvalidCall(StationError):
    """The message is not valid in the station's OCPP version; it was not sent."""
