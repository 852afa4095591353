"""How much each car may draw now, and why: plain arithmetic on plain values."""
