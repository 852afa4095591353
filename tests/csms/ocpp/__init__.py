"""Tests of everything that knows OCPP."""
