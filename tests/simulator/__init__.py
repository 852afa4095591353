"""Believable charging stations, to test against and to show."""

from .car import Car
from .fleet import LANGUAGES, fleet, simulated
from .station import Station

__all__ = ["LANGUAGES", "Car", "Station", "fleet", "simulated"]
