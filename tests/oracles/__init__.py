"""The queries and analyses again: slow, obvious, in plain Python, sharing no code with the package."""
