"""Our own tools, as the assistant calls them."""
