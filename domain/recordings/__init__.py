"""What is said, as sound."""
