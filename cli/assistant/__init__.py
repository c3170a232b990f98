"""The assistant at the terminal."""
