"""Messages to people, as tools."""
