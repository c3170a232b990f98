"""The operators' policy: its file, and what it says about a place."""
