"""Voice as tools."""
