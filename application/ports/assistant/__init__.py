"""What the assistant needs from outside."""
