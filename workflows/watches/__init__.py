"""Web monitors and threshold watches."""
