"""Numbers of what was done, and what they suggest."""
