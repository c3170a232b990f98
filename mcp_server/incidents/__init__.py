"""Incidents, repairs and what holds them back, as agents see them."""
