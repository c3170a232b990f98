"""Clusters, to look at."""
