"""What watches remember, in the database."""
