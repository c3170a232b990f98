"""Looks at pages and numbers."""
