"""What happened, for those who may know."""
