"""A relay of desk robots, and robots on it."""
