"""Background tasks: what all types have in common."""
