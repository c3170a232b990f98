"""Plugins in the database."""
