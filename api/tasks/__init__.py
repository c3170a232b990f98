"""Background tasks, over HTTP."""
