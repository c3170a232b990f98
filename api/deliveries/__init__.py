"""Deliveries and outgoing events, over HTTP."""
