"""Simulator and product are two readers of the specification."""

from pathlib import Path

import pytest

SOURCES = sorted(Path(__file__).parent.glob("*.py"))
PRODUCT = "custom_" + "components"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nothing_of_the_product_is_imported(source: Path) -> None:
    """No module here knows the product, so that they can only agree by the standard."""
    assert PRODUCT not in source.read_text(encoding="utf-8")
