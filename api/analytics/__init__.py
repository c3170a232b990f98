"""Analytics over HTTP and in the console."""
