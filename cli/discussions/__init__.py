"""Discussions at the terminal."""
