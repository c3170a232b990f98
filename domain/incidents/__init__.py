"""Incidents: what one fingerprint of alerts is about, and its repair."""
