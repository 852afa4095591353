"""Tests of what OCPP 2.1 says otherwise than 2.0.1."""
