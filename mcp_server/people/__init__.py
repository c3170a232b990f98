"""What people asked us to remember, as agents see it."""
