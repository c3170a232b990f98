"""What all capabilities share."""
