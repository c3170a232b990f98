"""Analytics at the terminal."""
