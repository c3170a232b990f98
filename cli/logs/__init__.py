"""Logs and alarms of the cloud at the terminal."""
