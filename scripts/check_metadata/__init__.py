"""What Home Assistant and HACS ask of a custom integration, as far as files can show it."""
