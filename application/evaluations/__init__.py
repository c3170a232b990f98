"""Asking a model to choose, and keeping what it chose."""
