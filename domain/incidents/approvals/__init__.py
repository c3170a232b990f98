"""A yes or no to exactly one plan."""
