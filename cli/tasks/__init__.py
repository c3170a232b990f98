"""Background tasks at the terminal."""
