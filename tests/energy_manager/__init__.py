"""The energy manager keeps its promises, whatever it reads."""
