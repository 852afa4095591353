"""Tests of the metadata check, on a small integration that is in order until a test spoils it."""
