"""Alerts, incidents and repairs in the database."""
