"""Clusters and edits of them, as agents see them."""
