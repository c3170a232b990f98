"""Briefings, as agents see them."""
