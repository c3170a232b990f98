"""Accounts, as whoever looks at how we are sees them."""
