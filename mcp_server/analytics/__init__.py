"""Analytics, as agents see them."""
