"""People and what was remembered of them at the terminal."""
