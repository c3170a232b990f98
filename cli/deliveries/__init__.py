"""Deliveries at the terminal."""
