"""Logs and alarms of the cloud, over HTTP."""
