"""Everything that knows OCPP: framing, schemas, and one dictionary per version."""
