"""What stations say and are asked, apart from how any OCPP version spells it."""
