"""Longer conversations with a station: a few commands in a row, in any OCPP version."""
