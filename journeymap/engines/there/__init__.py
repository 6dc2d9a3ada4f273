"""Counting a log where it is: on the user's own database, warehouse or cluster."""
