"""A real Home Assistant process, real sockets and a real browser."""
