"""Before and after: what got better, what got worse, where the change comes from, and how plans differ."""
