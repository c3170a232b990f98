"""Questions that wait for somebody's yes or no."""
