"""Voice in the database."""
