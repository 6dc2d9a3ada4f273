"""Maps friction in customer journeys."""
