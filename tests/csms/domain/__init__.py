"""The domain, told by itself: no wire, no loop, no disk."""
