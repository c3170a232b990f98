"""Alerts, incidents and repairs, put together."""
