"""Pure functions from a journey and what was measured of it to results."""
