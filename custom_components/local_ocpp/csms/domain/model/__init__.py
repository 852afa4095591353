"""The nouns: what we know about a station, all immutable."""
