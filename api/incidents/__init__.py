"""Alerts, incidents, repairs and what holds them back, over HTTP."""
