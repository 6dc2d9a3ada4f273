"""The table of codes: what each means, why it is said, and a failing and a fixed example."""
