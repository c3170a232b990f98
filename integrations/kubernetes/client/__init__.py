"""Requests to one cluster: where, as whom, how many, and how they fail."""
