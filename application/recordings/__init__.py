"""Briefings as sound."""
