"""Logs and alarms of the cloud."""
