"""The writes of repairs: each a single effect, done once, and the way back."""
