"""A first journey file from a log: discovered, written with comments that say what was measured."""
