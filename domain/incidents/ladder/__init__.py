"""The ladder: what may be tried, and exactly how."""
