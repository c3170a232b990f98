"""People and their memories in the database."""
