"""What watches need from outside."""
