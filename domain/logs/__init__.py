"""Log lines and what is learned from them."""
