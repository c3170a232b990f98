"""Incident groups: what people may do with them, and what decides where one belongs."""
