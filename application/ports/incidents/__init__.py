"""What incidents need from outside."""
