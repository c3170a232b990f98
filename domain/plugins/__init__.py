"""Servers of others whose tools a person lets the assistant use."""
