"""Messages on their way: HTTP, server-sent events, programs; bounded, and always answered."""
