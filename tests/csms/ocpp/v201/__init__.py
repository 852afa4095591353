"""Tests of what OCPP 2.0.1 says."""
