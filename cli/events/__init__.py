"""Events at the terminal."""
