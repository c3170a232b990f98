"""Incidents, repairs and what holds them back at the terminal."""
