"""What watches keep, over HTTP."""
