"""Alarms and series of the cloud."""
