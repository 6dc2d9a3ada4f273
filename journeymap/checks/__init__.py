"""What the parts of a file must be to one another."""
