"""Plugins that people let the assistant use."""
