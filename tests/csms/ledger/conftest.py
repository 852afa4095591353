"""A ledger in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from custom_components.local_ocpp.csms.ledger import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is."""
    return tmp_path / "ledger.db"


@pytest.fixture
async def ledger(path: Path) -> AsyncIterator[Ledger]:
    """An empty ledger, impatient with other programs."""
    opened = await Ledger.open(path, patience_seconds=0.05)
    yield opened
    await opened.close()
