"""Alerts and incidents: taken, asked about, steered."""
