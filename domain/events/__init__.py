"""What happened, and which kinds of it somebody means."""
