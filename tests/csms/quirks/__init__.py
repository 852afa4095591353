"""What known chargers do differently, and that it is understood all the same."""
