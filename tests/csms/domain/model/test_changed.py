"""Frozen values with something changed."""

from dataclasses import replace

import pytest

from custom_components.local_ocpp.csms.domain.model.changed import changed
from custom_components.local_ocpp.csms.domain.model.station import (
    StationId,
    StationState,
)

STATE = StationState(id=StationId("GARAGE-1"), ocpp_version="1.6")


def test_it_is_what_replace_returns() -> None:
    """All fields are there, and those named are changed."""
    copy = changed(STATE, online=True, ocpp_version=None)
    assert copy == replace(STATE, online=True, ocpp_version=None)


def test_the_original_stays_as_it_was() -> None:
    """Nothing is changed in place."""
    changed(STATE, online=True)
    assert not STATE.online


def test_a_field_that_is_not_there_is_refused() -> None:
    """A misspelled field is no silent loss."""
    with pytest.raises(KeyError):
        changed(STATE, onlin=True)
