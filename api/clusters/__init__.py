"""Clusters and edits of them, over HTTP."""
