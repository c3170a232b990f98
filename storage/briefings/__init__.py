"""Briefings and links to them in the database."""
