"""Plugins, over HTTP."""
