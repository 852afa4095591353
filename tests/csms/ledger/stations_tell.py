"""Two stations that tell anything in any order, and what should come of it."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import override

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.ledger import Ledger

from .told import CARPORT, GARAGE, began, ended, metered

WATT_HOURS = st.integers(0, 2000).map(float)


@dataclass(slots=True, kw_only=True, eq=False)
class Story:
    """A session as it really was: how far its meter came, and whether the end was told."""

    station: StationId
    start: Transaction
    named: bool
    id: TransactionId
    furthest_wh: float
    stop: Transaction | None = None
    presumed: bool = False

    @property
    def energy_wh(self) -> float:
        """What it charged."""
        return self.furthest_wh - (self.start.meter_start_wh or 0)


class StationsTell(RuleBasedStateMachine):
    """Each rule is something that a station tells, each step takes a minute."""

    stories = Bundle("stories")

    def __init__(self) -> None:
        """Begin with an empty ledger."""
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "ledger.db"
        self.runner = asyncio.Runner()
        self.ledger = self.runner.run(Ledger.open(self.path))
        self.minute = 0
        self.told: list[Story] = []

    @override
    def teardown(self) -> None:
        self.runner.run(self.ledger.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(
        target=stories,
        station=st.sampled_from([GARAGE, CARPORT]),
        connector=st.integers(1, 2),
        named=st.booleans(),
        replayed=st.booleans(),
        meter_wh=WATT_HOURS,
    )
    def begin(
        self,
        station: StationId,
        connector: int,
        named: bool,
        replayed: bool,
        meter_wh: float,
    ) -> Story:
        """A session begins; a replayed one began before all that was told so far."""
        self.minute += 1
        at = -self.minute if replayed else self.minute
        name = f"session {self.minute}" if named else ""
        start = began(at, name=name, connector=connector, meter_wh=meter_wh)
        for other in self.told:
            if other.station == station and other.start.connector == start.connector:
                other.presumed |= other.start.started_at <= start.started_at
        id_ = self.open(station, start, named=named)
        story = Story(
            station=station, start=start, named=named, id=id_, furthest_wh=meter_wh
        )
        self.told.append(story)
        return story

    @rule(story=stories)
    def begin_again(self, story: Story) -> None:
        """A beginning is told again, in small letters."""
        assert story.start.token
        token = replace(story.start.token, value=story.start.token.value.lower())
        start = replace(story.start, token=token)
        assert self.open(story.station, start, named=story.named) == story.id

    @rule(story=stories, energy_wh=WATT_HOURS, times=st.integers(1, 2))
    def meter(self, story: Story, energy_wh: float, times: int) -> None:
        """A meter is read; once the station has told the end, that is too late."""
        self.minute += 1
        for _ in range(times):
            sample = metered(self.minute, energy_wh)
            kept = self.ledger.keep_sample(story.station, story.id, sample)
            self.runner.run(kept)
        if story.stop is None:
            story.furthest_wh = max(story.furthest_wh, energy_wh)

    @rule(story=stories, meter_wh=st.none() | WATT_HOURS)
    def end(self, story: Story, meter_wh: float | None) -> None:
        """A session ends; if it was told before, that was the end."""
        self.minute += 1
        stop = ended(story.id, self.minute, meter_wh=meter_wh)
        if story.stop is None:
            story.stop = stop
            story.furthest_wh = max(story.furthest_wh, meter_wh or 0)
        kept = self.runner.run(self.ledger.close_transaction(story.station, stop))
        assert kept
        assert kept.ended_at == story.stop.ended_at

    @rule()
    def restart(self) -> None:
        """Home Assistant restarts."""
        self.runner.run(self.ledger.close())
        self.ledger = self.runner.run(Ledger.open(self.path))

    @invariant()
    def adds_up(self) -> None:
        """Every session is there once, with its energy, ended or not."""
        records = self.runner.run(self.ledger.sessions())
        kept = {(each.station, each.transaction.id): each for each in records}
        assert len(records) == len(kept) == len(self.told)
        for story in self.told:
            session = kept[story.station, story.id].transaction
            over = story.stop is not None or story.presumed
            assert (session.energy_wh, session.ended_at is not None) == (
                story.energy_wh,
                over,
            )

    def open(
        self, station: StationId, start: Transaction, *, named: bool
    ) -> TransactionId:
        """Tell a beginning and return the session's id."""
        opened = self.ledger.open_transaction(station, start, named=named)
        return self.runner.run(opened).id
