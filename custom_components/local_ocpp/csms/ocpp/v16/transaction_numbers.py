"""OCPP 1.6 names transactions by numbers."""

from typing import Any

from ...domain.errors import NotSupported
from ...domain.model.transaction import TransactionId


def read(number: Any) -> TransactionId:
    """Read a transaction's number, whatever the station made of it."""
    return TransactionId(str(number))


def write(transaction: TransactionId) -> int:
    """Write a transaction's number.

    Raises NotSupported for one that the station named when it spoke a later version.
    """
    try:
        return int(transaction)
    except ValueError as error:
        raise NotSupported(f"transaction {transaction} has no number") from error
