"""Alerts: their forms, what they are about, which fault."""
