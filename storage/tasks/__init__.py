"""Background tasks in the database."""
