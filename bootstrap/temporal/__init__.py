"""The way to Temporal."""
