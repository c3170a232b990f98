"""Web monitors: pages, what is chosen of them, what is news."""
