"""Threshold watches: numbers, rules about them, what is news."""
