"""Messages and events on their way out."""
