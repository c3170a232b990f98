"""Desk robots, what they ask for, and speech that comes in."""
