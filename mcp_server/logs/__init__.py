"""Logs and alarms of the cloud, as agents see them."""
