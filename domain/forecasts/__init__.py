"""When something is full, and how far that is to be believed (ANL-2)."""
