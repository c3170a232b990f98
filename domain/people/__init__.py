"""People, what they may do, and what was remembered for them."""
