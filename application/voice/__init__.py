"""Voice: robots that speak for us, and what is said to them."""
