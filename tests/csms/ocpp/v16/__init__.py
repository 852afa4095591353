"""Tests of what OCPP 1.6 says."""
