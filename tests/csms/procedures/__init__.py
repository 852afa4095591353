"""Tests of the conversations with stations, told as which commands were sent."""
