"""Background tasks, as agents see them."""
