"""Fixtures that start the real servers."""
