"""Forecasts, as agents see them."""
