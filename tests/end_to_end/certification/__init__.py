"""The certification cases for a central system, each driven through what a user has."""
