"""Results → pictures."""
