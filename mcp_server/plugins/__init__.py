"""Plugins, as agents see them."""
