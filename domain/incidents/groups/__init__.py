"""Incident groups: several incidents of one cause, gathered by what they share."""
