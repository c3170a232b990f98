"""Voice at the terminal."""
