"""What the processes do that stay."""
