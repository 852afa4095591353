"""What a station does after it has answered, whichever version of OCPP asked."""

from .connector import Connector, Permission
from .line import Line
from .transaction import Transaction
from .words import Context, Key, Reason


class Conduct(Line):
    """The slow part of obeying: a station answers first and acts then."""

    def startable(self, number: int | None, tag: str) -> Connector | None:
        """Return where a remote start would begin, if it can."""
        again = self.cabinet.model.behaviour.restarts_in_finishing
        places = [
            place
            for place in self.cabinet.connectors.values()
            if number in (None, place.number)
            and place.admits(tag, self.station.authority.parent(tag))
            and place.permission is None
            and (again or not place.finishing)
        ]
        with_car = [place for place in places if place.car is not None]
        return next(iter(with_car or places), None)

    async def start_remotely(
        self, connector: Connector, permission: Permission
    ) -> None:
        """Let the owner of a tag charge, if the CSMS says so again when asked."""
        await self.cabinet.react(self.cabinet.model.delays.remote_start)
        if self.cabinet.flag(Key.AUTHORIZE_REMOTE, default=True):
            verdict = await self.station.authority.verdict(permission.tag)
            if not verdict.accepted:
                return
        self.station.charging.permit(connector, permission)

    async def stop_remotely(self, transaction: Transaction) -> None:
        """End a session that the CSMS does not want any more."""
        await self.cabinet.react(self.cabinet.model.delays.remote_stop)
        connector = self.cabinet.connectors[transaction.connector]
        if connector.transaction is transaction:
            self.station.charging.stop(connector, Reason.REMOTE)

    def running(self, transaction_id: int | str) -> Transaction | None:
        """Return the session with this id, if it runs."""
        transaction = self.cabinet.transactions.get(transaction_id)
        return None if transaction is None or transaction.stopped else transaction

    async def report_meters(self, connector_id: int | None) -> None:
        """Read one meter, or all if that is None or 0."""
        numbers = [connector_id] if connector_id else list(self.cabinet.connectors)
        for connector in (self.cabinet.connectors[number] for number in numbers):
            if connector.transaction is not None:
                self.station.charging.sample(connector, Context.TRIGGER)
            else:
                await self.station.charging.report_meter(
                    connector, Context.TRIGGER, Key.SAMPLED
                )
