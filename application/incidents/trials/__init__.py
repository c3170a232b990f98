"""Trying whether alerts come in."""
