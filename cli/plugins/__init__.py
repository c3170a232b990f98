"""Plugins at the terminal."""
