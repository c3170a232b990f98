"""Events, followed live, over HTTP."""
