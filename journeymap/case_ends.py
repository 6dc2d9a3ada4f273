"""The ends of a case in tables of transitions."""

__all__ = ["END", "START"]

START = "(start)"
END = "(end)"
"""What stands before the first touchpoint and after the last one; parentheses keep them apart from touchpoint ids."""
