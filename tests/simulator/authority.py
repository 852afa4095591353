"""Decide whether a tag may charge: by asking, by memory, or alone when offline."""

from dataclasses import dataclass

from .cabinet import Cabinet
from .library import OCPPError
from .speech import ACCEPTED, TagVerdict
from .words import Key

INVALID = TagVerdict(status="Invalid")


@dataclass(slots=True)
class LocalList:
    """The tags that the CSMS has sent to keep."""

    version: int
    tags: dict[str, TagVerdict]


class Authority:
    """What a station knows of RFID tags; they are compared without regard to case."""

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet
        self.cache: dict[str, TagVerdict] = {}
        self.kinds: dict[str, str] = {}
        self.local_list = LocalList(version=0, tags={})

    async def verdict(self, tag: str) -> TagVerdict:
        """Return whether a tag may charge now."""
        known = self.known(tag)
        early = self._cabinet.flag(Key.PRE_AUTHORIZE, default=False)
        if early and known is not None and known.accepted:
            return known
        speech = self._cabinet.speech
        if not self._cabinet.online or speech is None:
            return self._alone(known)
        try:
            verdict = await speech.authorize(tag)
        except (ConnectionError, TimeoutError, OCPPError) as error:
            self._cabinet.journal.note(f"no verdict on {tag}: {error!r}")
            return self._alone(known)
        self.learn(tag, verdict)
        return verdict

    def known(self, tag: str) -> TagVerdict | None:
        """Return what the station remembers of a tag; the local list comes first."""
        if self._cabinet.flag(Key.LOCAL_LIST, default=False) and (
            listed := self.local_list.tags.get(tag.casefold())
        ):
            return listed
        return self.cache.get(tag.casefold())

    def parent(self, tag: str) -> str | None:
        """Return the family of a tag, if it is known."""
        known = self.known(tag)
        return None if known is None else known.parent_tag

    def learn(self, tag: str, verdict: TagVerdict) -> None:
        """Remember what the CSMS said of a tag, if this station has a cache."""
        if self._cabinet.flag(Key.CACHE, default=False):
            self.cache[tag.casefold()] = verdict

    def same_owner(self, one: str, another: str) -> bool:
        """Tell whether two tags are the same, or known to belong together."""
        if one.casefold() == another.casefold():
            return True
        first, second = self.known(one), self.known(another)
        return (
            first is not None
            and second is not None
            and first.parent_tag is not None
            and first.parent_tag == second.parent_tag
        )

    def _alone(self, known: TagVerdict | None) -> TagVerdict:
        if known is not None and self._cabinet.flag(
            Key.AUTHORIZE_OFFLINE, default=True
        ):
            return known
        unknown_may = self._cabinet.flag(Key.UNKNOWN_OFFLINE, default=False)
        return ACCEPTED if known is None and unknown_may else INVALID
