"""Briefings and links to them, over HTTP."""
