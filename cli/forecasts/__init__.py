"""Forecasts at the terminal."""
