"""Readers: one file a format, from where events are to something that SQL can select from."""
