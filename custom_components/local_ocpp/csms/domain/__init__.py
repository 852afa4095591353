"""The language of charging: what stations tell us, what we ask of them, what we know.

Nothing here knows OCPP's spelling, sockets, files or Home Assistant.
"""
