"""Engines: an event log measured into small tables."""
