"""Voice over HTTP."""
