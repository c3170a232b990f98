"""Desk robots and speech, put together."""
